#include "engine/course.h"

#include <QUrl>

#include <algorithm>

namespace engine {

namespace {

/// What of an operation's path does not depend on the id: enough for every scope.
std::string fixedPath(const QString& path)
{
    const qsizetype brace = path.indexOf(QLatin1Char('{'));
    return (brace < 0 ? path : path.left(brace)).toStdString();
}

} // namespace

jobs::Course courseOf(const vendors::Profile& profile, const vendors::Operation& operation,
                      const Options& options, bool canRenewToken)
{
    jobs::Course course;
    course.askAgain = operation.askAgain;
    course.firstAbsentIsGone = operation.firstAbsentIsGone;
    course.absentAfterUnknownIsGone = operation.absentAfterUnknownIsGone;
    course.inFlight = options.inFlight > 0 ? options.inFlight : profile.inFlightDefault;
    course.batch = operation.batch ? std::clamp(options.batch, 1, operation.batch->max) : 1;
    const std::string path = fixedPath(operation.path);
    course.itemCosts = {{path, 1}};
    if (operation.batch)
        course.batchCosts = {{operation.batch->path.toStdString(), 1}, {path, 1}};
    if (profile.signIn.tokenPath)
        course.tokenCosts = {{profile.signIn.tokenPath->toStdString(), 1}};
    course.needsToken = profile.signIn.tokenPath.has_value();
    course.canRenewToken = canRenewToken && course.needsToken;
    if (profile.probe) {
        course.statusCosts = {{profile.probe->path.toStdString(), 1}};
        course.statusEvery = profile.probe->every;
    }
    course.onTheWayMost = profile.deadline + profile.linger;
    // Where a wrong guess is dear, or the first answer tells the quota.
    course.isWary =
        std::any_of(profile.signals.begin(), profile.signals.end(), [](const vendors::SignalRule& rule) {
            return rule.kind == vendors::SignalRule::Kind::quota
                   || (rule.kind == vendors::SignalRule::Kind::hold && rule.cause == base::HoldCause::block);
        });
    course.repeatsBatches = operation.idempotency.has_value();
    course.spacing = spacingOf(profile.limits, options);
    course.backoffFirst = profile.backoffFirst;
    course.backoffMost = profile.backoffMost;
    course.offlineFirst = profile.backoffFirst;
    course.offlineMost = std::min(profile.backoffMost, base::Duration(std::chrono::minutes(1)));
    course.guards = options.guards;
    return course;
}

std::vector<limits::Cost> checkCostsOf(const vendors::Profile& profile)
{
    QString path = profile.check->path;
    if (profile.check->isFromOrigin) {
        // Scopes are paths below the base URL.
        QString base = QUrl(profile.baseUrl).path();
        while (base.endsWith(QLatin1Char('/')))
            base.chop(1);
        if (!base.isEmpty() && path.startsWith(base + QLatin1Char('/')))
            path.remove(0, base.size());
    }
    return {{path.toStdString(), 1}};
}

std::vector<limits::Cost> lookupCostsOf(const vendors::Operation& operation)
{
    return {{fixedPath(operation.lookup->path), 1}};
}

limits::RateLimiter::Options limiterOptions(const Options& options, bool isNominal)
{
    return {isNominal ? limits::Guard::none() : limits::Guard{}, options.sharePercent};
}

base::Duration spacingOf(const std::vector<limits::Limit>& limits, const Options& options)
{
    using limits::Kind;
    base::Duration spacing{};
    if (options.pacing != Options::Pacing::even)
        return spacing;
    for (const limits::Limit& limit : limits) {
        const auto allowed =
            std::max<std::int64_t>(1, (limit.max - limit.reserve) * options.sharePercent / 100);
        if (limit.kind == Kind::window || limit.kind == Kind::daily)
            spacing = std::max(spacing, limits::nominalLength(limit) / allowed);
        else if (limit.kind == Kind::paced)
            spacing = std::max(spacing, limit.every * 100 / std::max(1, options.sharePercent));
    }
    return spacing;
}

} // namespace engine
