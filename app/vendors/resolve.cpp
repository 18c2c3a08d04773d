#include "vendors/resolve.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace vendors {

namespace {

using limits::Kind;
using limits::Limit;

const Parameter* parameterOf(const Profile& profile, const QString& name)
{
    const auto found = std::find_if(profile.parameters.begin(), profile.parameters.end(),
                                    [&](const Parameter& each) { return each.name == name; });
    return found == profile.parameters.end() ? nullptr : &*found;
}

QString namesOf(const Profile& profile)
{
    QStringList names;
    for (const Parameter& parameter : profile.parameters)
        names += parameter.name;
    return names.isEmpty()
               ? QStringLiteral("%1 has none").arg(profile.name)
               : QStringLiteral("%1 knows: %2").arg(profile.name, names.join(QStringLiteral(", ")));
}

base::Result<void> fillIn(Profile& profile, const QMap<QString, QString>& given)
{
    for (auto it = given.begin(); it != given.end(); ++it) {
        if (parameterOf(profile, it.key()) == nullptr)
            return base::fail(QStringLiteral("--param %1=%2: there is no such parameter; %3")
                                  .arg(it.key(), it.value(), namesOf(profile))
                                  .toStdString());
    }
    for (Parameter& parameter : profile.parameters) {
        if (!given.contains(parameter.name))
            continue;
        const QString text = given.value(parameter.name).trimmed();
        bool isNumber = false;
        const qint64 value = text.toLongLong(&isNumber);
        if (!isNumber || value < parameter.min || value > parameter.max)
            return base::fail(QStringLiteral("--param %1=%2: write a whole number from %3 to %4")
                                  .arg(parameter.name, text)
                                  .arg(parameter.min)
                                  .arg(parameter.max)
                                  .toStdString());
        parameter.value = value;
    }
    return {};
}

base::Result<void> fillIn(Limit& limit, LimitTerms& terms, const Profile& profile)
{
    // The reader has seen to it that every parameter used is declared; a profile made otherwise may lack it.
    const auto valueOf = [&](const QString& name) -> std::optional<qint64> {
        const Parameter* parameter = parameterOf(profile, name);
        return parameter != nullptr ? parameter->value : std::nullopt;
    };
    if (!terms.maxParameter.isEmpty()) {
        const std::optional<qint64> value = valueOf(terms.maxParameter);
        if (!value) {
            const Parameter* parameter = parameterOf(profile, terms.maxParameter);
            const QString help =
                parameter != nullptr && !parameter->help.isEmpty() ? u' ' + parameter->help : QString();
            return base::fail(
                QStringLiteral("%1 needs --param %2=N for its %3.%4")
                    .arg(profile.name, terms.maxParameter, QString::fromStdString(limit.name), help)
                    .toStdString());
        }
        (limit.kind == Kind::paced ? limit.burst : limit.max) = *value;
    }
    if (!terms.reserveParameter.isEmpty())
        limit.reserve = valueOf(terms.reserveParameter).value_or(0);
    const qint64 most = limit.kind == Kind::paced ? limit.burst : limit.max;
    if (limit.reserve >= most)
        return base::fail(
            QStringLiteral("%1: a reserve of %2 leaves nothing of the %3 (%4) to send; give --param %5 a "
                           "smaller number")
                .arg(profile.name)
                .arg(limit.reserve)
                .arg(QString::fromStdString(limit.name))
                .arg(most)
                .arg(terms.reserveParameter)
                .toStdString());
    terms.maxParameter.clear();
    terms.reserveParameter.clear();
    return {};
}

/// Whether the limit's number is a parameter that nobody gave and that may stay away: then there is no such
/// limit.
bool isLeftOut(const LimitTerms& terms, const Profile& profile)
{
    const Parameter* parameter = parameterOf(profile, terms.maxParameter);
    return parameter != nullptr && !parameter->isRequired && !parameter->value;
}

Duration divided(Duration duration, double scale)
{
    // Rounded up: a limit must never become shorter than its share.
    return Duration(static_cast<std::int64_t>(std::ceil(static_cast<double>(duration.count()) / scale)));
}

void scale(Limit& limit, double by)
{
    if (limit.kind == Kind::daily && limit.per == Duration{})
        limit.per = std::chrono::hours(24);
    if (limit.kind != Kind::concurrency)
        limit.granularity = divided(limits::Guard{}.granularityFor(limit), by);
    limit.per = divided(limit.per, by);
    limit.every = divided(limit.every, by);
    limit.patience = divided(limit.patience, by);
}

/// What the vendor declares holds whatever is asked for besides, and has to be remembered for the next job
/// that asks for nothing.
void addLimits(Preset preset, Profile& profile)
{
    profile.limitProvenance.resize(profile.limits.size());
    profile.limitTerms.resize(profile.limits.size());
    preset.limitProvenance.resize(preset.limits.size());
    preset.limitTerms.resize(preset.limits.size());
    for (std::size_t i = 0; i < preset.limits.size(); ++i) {
        const auto same = std::ranges::find(profile.limits, preset.limits[i].name, &Limit::name);
        const auto at = static_cast<std::size_t>(same - profile.limits.begin());
        if (at == profile.limits.size()) {
            profile.limits.emplace_back();
            profile.limitProvenance.emplace_back();
            profile.limitTerms.emplace_back();
        }
        profile.limits[at] = preset.limits[i];
        profile.limitProvenance[at] = preset.limitProvenance[i];
        profile.limitTerms[at] = preset.limitTerms[i];
    }
}

} // namespace

base::Result<Profile> resolve(Profile profile, const QMap<QString, QString>& parameters,
                              const QString& presetId)
{
    if (const base::Result<void> filled = fillIn(profile, parameters); !filled)
        return std::unexpected(filled.error());
    if (!presetId.isEmpty()) {
        const auto preset = std::find_if(profile.presets.begin(), profile.presets.end(),
                                         [&](const Preset& each) { return each.id == presetId; });
        if (preset == profile.presets.end()) {
            QStringList known;
            for (const Preset& each : profile.presets)
                known += each.id;
            return base::fail(
                QStringLiteral("%1 has no preset \"%2\"; it has: %3")
                    .arg(profile.name, presetId,
                         known.isEmpty() ? QStringLiteral("none") : known.join(QStringLiteral(", ")))
                    .toStdString());
        }
        addLimits(Preset(*preset), profile);
    }
    profile.limitProvenance.resize(profile.limits.size());
    profile.limitTerms.resize(profile.limits.size());
    for (std::size_t i = 0; i < profile.limits.size();) {
        if (isLeftOut(profile.limitTerms[i], profile)) {
            const auto at = static_cast<std::ptrdiff_t>(i);
            profile.limits.erase(profile.limits.begin() + at);
            profile.limitProvenance.erase(profile.limitProvenance.begin() + at);
            profile.limitTerms.erase(profile.limitTerms.begin() + at);
            continue;
        }
        if (const auto filled = fillIn(profile.limits[i], profile.limitTerms[i], profile); !filled)
            return std::unexpected(filled.error());
        ++i;
    }
    if (profile.limits.empty())
        return base::fail(
            QStringLiteral("%1: no limit is left, everything would be sent at once; give one of: %2")
                .arg(profile.name, namesOf(profile))
                .toStdString());
    return profile;
}

Profile scaled(Profile profile, double by)
{
    if (!(by > 0) || by == 1.0)
        return profile;
    for (Limit& limit : profile.limits)
        scale(limit, by);
    for (Preset& preset : profile.presets)
        for (Limit& limit : preset.limits)
            scale(limit, by);
    for (SignalRule& rule : profile.signals) {
        rule.waitDefault = divided(rule.waitDefault, by);
        rule.atLeast = divided(rule.atLeast, by);
    }
    profile.linger = divided(profile.linger, by);
    profile.backoffFirst = divided(profile.backoffFirst, by);
    profile.backoffMost = divided(profile.backoffMost, by);
    if (profile.probe)
        profile.probe->every = divided(profile.probe->every, by);
    return profile;
}

} // namespace vendors
