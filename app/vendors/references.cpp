#include "vendors/profileparts.h"
#include "vendors/shapes.h"

#include <QUrl>

#include <algorithm>

namespace vendors {

namespace {

constexpr qsizetype slipMost = 2; // letters

using limits::Limit;

/// What of a path does not depend on the id.
QString fixedPath(const QString& path)
{
    return path.section(u'{', 0, 0);
}

/// The paths of all calls, as the limits count them: below the base URL.
QStringList callPaths(const Profile& profile)
{
    QStringList paths;
    for (const Operation& operation : profile.operations) {
        paths += fixedPath(operation.path);
        if (operation.batch)
            paths += operation.batch->path;
        if (operation.lookup)
            paths += fixedPath(operation.lookup->path);
    }
    if (profile.signIn.tokenPath)
        paths += *profile.signIn.tokenPath;
    if (profile.probe)
        paths += profile.probe->path;
    if (profile.check) {
        const QString base = QUrl(profile.baseUrl).path();
        const bool isBelow = profile.check->isFromOrigin && profile.check->path.startsWith(base + u'/');
        paths += isBelow ? profile.check->path.mid(base.size()) : profile.check->path;
    }
    return paths;
}

/// What a scope may be, for a message: "/things".
QStringList possibleScopes(const QStringList& paths)
{
    QStringList scopes;
    for (QString path : paths) {
        path = path.section(u'?', 0, 0);
        while (path.endsWith(u'/'))
            path.chop(1);
        if (!path.isEmpty() && !scopes.contains(path))
            scopes += path;
    }
    return scopes;
}

void checkScopes(const std::vector<Limit>& limits, const QStringList& paths, const QString& place,
                 Problems& problems)
{
    for (std::size_t i = 0; i < limits.size(); ++i) {
        const std::string& scope = limits[i].scope;
        const bool isCalled = std::ranges::any_of(
            paths, [&](const QString& path) { return limits::covers(scope, path.toStdString()); });
        if (!isCalled)
            problems.add(QStringLiteral("%1/%2/scope").arg(place).arg(i),
                         QStringLiteral("%1 is the beginning of no call's path, so the limit would count "
                                        "nothing; write one of: %2, or leave it out for the whole account")
                             .arg(shown(QString::fromStdString(scope)),
                                  possibleScopes(paths).join(QStringLiteral(", "))));
    }
}

std::vector<Limit> allLimits(const Profile& profile)
{
    std::vector<Limit> all = profile.limits;
    for (const Preset& preset : profile.presets)
        all.insert(all.end(), preset.limits.begin(), preset.limits.end());
    return all;
}

/// What is wrong with the name; empty: nothing.
QString teachingMistake(const QString& name, const std::vector<Limit>& limits)
{
    const auto isLearned = [](const Limit& limit) {
        return limit.kind == limits::Kind::window && limit.ceiling > 0;
    };
    const auto nameOf = [](const Limit& limit) { return QString::fromStdString(limit.name); };
    if (std::ranges::find(limits, name, nameOf) != limits.end()) {
        const bool isAny =
            std::ranges::any_of(limits, [&](const Limit& l) { return nameOf(l) == name && isLearned(l); });
        return isAny ? QString()
                     : QStringLiteral("the limit %1 has no \"ceiling\", so its number is sure and nothing is "
                                      "learned about it; give it one, or leave this out")
                           .arg(shown(name));
    }
    const auto meant = std::ranges::find_if(
        limits, [&](const Limit& limit) { return editDistance(name, nameOf(limit)) <= slipMost; });
    if (meant != limits.end())
        return QStringLiteral("no limit is called %1; did you mean %2?")
            .arg(shown(name), shown(nameOf(*meant)));
    if (std::ranges::none_of(limits, isLearned))
        return QStringLiteral(
                   "no limit is called %1, and a new one is learned only beside a window limit with "
                   "a \"ceiling\"; give one a \"ceiling\", or leave this out")
            .arg(shown(name));
    return {};
}

} // namespace

void checkReferences(const Profile& profile, Problems& problems)
{
    const QStringList paths = callPaths(profile);
    checkScopes(profile.limits, paths, QStringLiteral("/limits"), problems);
    for (std::size_t i = 0; i < profile.presets.size(); ++i)
        checkScopes(profile.presets[i].limits, paths, QStringLiteral("/presets/%1/limits").arg(i), problems);
    const std::vector<Limit> limits = allLimits(profile);
    for (std::size_t i = 0; i < profile.signals.size(); ++i) {
        const QString& name = profile.signals[i].teaches;
        if (const QString mistake = name.isEmpty() ? name : teachingMistake(name, limits); !mistake.isEmpty())
            problems.add(QStringLiteral("/signals/%1/teaches").arg(i), mistake);
    }
}

} // namespace vendors
