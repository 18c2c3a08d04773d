#include "vendors/duration.h"
#include "vendors/profileparts.h"

#include <QRegularExpression>

#include <algorithm>

namespace vendors {

namespace {

using limits::Kind;
using limits::Limit;
using std::chrono::milliseconds;

constexpr qint64 countMax = 1'000'000'000; // requests: more than any vendor allows, far from overflow
constexpr Duration shortest = milliseconds(1);
constexpr Duration longest = std::chrono::hours(24 * 366); // a year: what a ledger can reasonably remember

QString generatedName(const Limit& limit)
{
    QString name;
    switch (limit.kind) {
    case Kind::window:
        if (limit.per == std::chrono::hours(24))
            name = QStringLiteral("day window");
        else if (limit.per == std::chrono::hours(1))
            name = QStringLiteral("hour window");
        else if (limit.per == std::chrono::minutes(1))
            name = QStringLiteral("minute window");
        else {
            static const QRegularExpression parts(QStringLiteral("\\A([0-9]+)([a-z]+)\\z"));
            const QRegularExpressionMatch length = parts.match(formatDuration(limit.per));
            const QString unit =
                length.captured(2) == QLatin1String("m") ? QStringLiteral("min") : length.captured(2);
            name = length.captured(1) + u' ' + unit + QStringLiteral(" window");
        }
        break;
    case Kind::paced:
        name = QStringLiteral("pace");
        break;
    case Kind::concurrency:
        name = QStringLiteral("at the same time");
        break;
    case Kind::daily:
        name = QStringLiteral("daily limit");
        break;
    }
    if (!limit.scope.empty())
        name += QStringLiteral(" of ") + QString::fromStdString(limit.scope);
    return name;
}

/// A number, or "{name}" of a parameter: then `parameter` is filled, and 0 comes back.
qint64 wholeOrParameter(const Fields& fields, const char* key, qint64 min, const QStringList& parameters,
                        QString& parameter)
{
    static const QRegularExpression braces(QStringLiteral("\\A\\{([A-Za-z][A-Za-z0-9]*)\\}\\z"));
    const QRegularExpressionMatch match = braces.match(fields.value(key).toString());
    if (!match.hasMatch())
        return fields.whole(key, min, countMax, 0);
    parameter = match.captured(1);
    if (!parameters.contains(parameter))
        fields.problem(key,
                       QStringLiteral("no parameter \"%1\" is declared under /parameters").arg(parameter));
    return 0;
}

/// Which keys belong to which kind, beyond those that all have.
struct KindKeys {
    QStringList needed, possible;
};

KindKeys keysOf(Kind kind)
{
    switch (kind) {
    case Kind::window:
        return {{QStringLiteral("max"), QStringLiteral("per")}, {}};
    case Kind::paced:
        return {{QStringLiteral("burst"), QStringLiteral("every")}, {}};
    case Kind::concurrency:
        return {{QStringLiteral("max")}, {}};
    case Kind::daily:
        return {{QStringLiteral("max")}, {QStringLiteral("per")}};
    }
    return {};
}

void checkKindKeys(const Fields& fields, Kind kind)
{
    const KindKeys keys = keysOf(kind);
    const QString kindName = fields.value("kind").toString();
    for (const char* key : {"max", "per", "burst", "every"}) {
        const QString name = QLatin1String(key);
        if (keys.needed.contains(name) && !fields.has(key))
            fields.problems().add(fields.path(),
                                  QStringLiteral("\"%1\" is missing: a %2 limit is {%3}")
                                      .arg(name, kindName, keys.needed.join(QStringLiteral(", "))));
        if (fields.has(key) && !keys.needed.contains(name) && !keys.possible.contains(name))
            fields.problem(key, QStringLiteral("does not belong to a %1 limit, which is {%2}")
                                    .arg(kindName, keys.needed.join(QStringLiteral(", "))));
    }
    if (kind == Kind::concurrency && fields.has("granularity"))
        fields.problem("granularity", QStringLiteral("a concurrency limit knows no time"));
    if (kind != Kind::concurrency && fields.has("patience"))
        fields.problem("patience", QStringLiteral("belongs to a concurrency limit only"));
}

void readScope(const Fields& fields, Limit& limit)
{
    if (!fields.has("scope"))
        return;
    const QString scope = fields.text("scope");
    static const QRegularExpression path(QStringLiteral("\\A(/[^/\\s?#{}]+)+/?\\z"));
    if (!scope.isEmpty() && !path.match(scope).hasMatch())
        fields.problem("scope", QStringLiteral("%1 is no path prefix; write it like /accounts, without {id}")
                                    .arg(shown(fields.value("scope"))));
    limit.scope = scope.toStdString();
}

} // namespace

LimitSet readLimits(const Fields& owner, const QStringList& parameters)
{
    LimitSet set;
    QStringList names;
    owner.each("limits", [&](const QJsonValue& value, const QString& path) {
        const Fields fields(owner.problems(), value, path, "limit");
        if (!fields.value("kind").isString()) {
            if (fields.has("kind"))
                fields.problem("kind", QStringLiteral("%1 is not a text").arg(shown(fields.value("kind"))));
            return;
        }
        Limit limit;
        LimitTerms terms;
        const std::optional<Kind> kind = fields.word<std::optional<Kind>>("kind",
                                                                          {{"window", Kind::window},
                                                                           {"paced", Kind::paced},
                                                                           {"concurrency", Kind::concurrency},
                                                                           {"daily", Kind::daily}},
                                                                          std::nullopt);
        if (!kind)
            return;
        limit.kind = *kind;
        checkKindKeys(fields, limit.kind);
        if (fields.has("max"))
            limit.max = wholeOrParameter(fields, "max", 1, parameters, terms.maxParameter);
        if (fields.has("burst"))
            limit.burst = wholeOrParameter(fields, "burst", 1, parameters, terms.maxParameter);
        if (fields.has("reserve"))
            limit.reserve = wholeOrParameter(fields, "reserve", 0, parameters, terms.reserveParameter);
        limit.per = fields.duration("per", {}, shortest);
        limit.every = fields.duration("every", {}, shortest);
        limit.granularity = fields.duration("granularity", {});
        limit.patience = fields.duration("patience", {}, shortest);
        for (const char* key : {"per", "every", "granularity", "patience"})
            if (fields.duration(key, {}) > longest)
                fields.problem(key, QStringLiteral("longer than a year"));
        readScope(fields, limit);
        const qint64 most = limit.kind == Kind::paced ? limit.burst : limit.max;
        if (most > 0 && limit.reserve >= most)
            fields.problem("reserve",
                           QStringLiteral("%1 of %2 leaves nothing to send").arg(limit.reserve).arg(most));
        if (fields.has("ceiling")) {
            terms.ceiling = fields.whole("ceiling", 1, countMax, most);
            if (most > 0 && *terms.ceiling < most)
                fields.problem("ceiling", QStringLiteral("is below the limit itself, %1").arg(most));
            limit.ceiling = *terms.ceiling;
        }
        const QString name = fields.has("name") ? fields.text("name") : generatedName(limit);
        if (names.contains(name))
            fields.problem(
                fields.has("name") ? "name" : "kind",
                QStringLiteral("two limits are called \"%1\"; give each a \"name\" of its own").arg(name));
        names += name;
        limit.name = name.toStdString();
        set.limits.push_back(std::move(limit));
        set.provenance.push_back(fields.provenance());
        set.terms.push_back(std::move(terms));
    });
    if (owner.value("limits").isArray() && owner.value("limits").toArray().isEmpty())
        owner.problem("limits", QStringLiteral("is empty: without a limit everything would be sent at once"));
    return set;
}

} // namespace vendors
