#include "scenarios/generic.h"

#include "simulator/genericvendor.h"
#include "vendors/profilereader.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace scenarios {

namespace {

constexpr const char* operationPath = "/things/{id}";
constexpr const char* keyHeader = "X-Key";
constexpr const char* idPattern = "[0-9]{1,12}";

QString inMilliseconds(Duration d)
{
    return QString::number(std::chrono::duration_cast<std::chrono::milliseconds>(d).count())
           + QStringLiteral("ms");
}

QJsonObject jsonOf(const limits::Limit& limit)
{
    QJsonObject json{{QStringLiteral("name"), QString::fromStdString(limit.name)}};
    if (!limit.scope.empty())
        json[QStringLiteral("scope")] = QString::fromStdString(limit.scope);
    switch (limit.kind) {
    case limits::Kind::window:
        json[QStringLiteral("kind")] = QStringLiteral("window");
        json[QStringLiteral("per")] = inMilliseconds(limit.per);
        break;
    case limits::Kind::paced:
        json[QStringLiteral("kind")] = QStringLiteral("paced");
        json[QStringLiteral("burst")] = qint64(limit.burst);
        json[QStringLiteral("every")] = inMilliseconds(limit.every);
        return json;
    case limits::Kind::concurrency:
        json[QStringLiteral("kind")] = QStringLiteral("concurrency");
        break;
    case limits::Kind::daily:
        json[QStringLiteral("kind")] = QStringLiteral("daily");
        break;
    }
    json[QStringLiteral("max")] = qint64(limit.max);
    return json;
}

simulator::GenericLimit ruleOf(const limits::Limit& limit)
{
    using Kind = simulator::GenericLimit::Kind;
    const Kind kind = limit.kind == limits::Kind::window        ? Kind::window
                      : limit.kind == limits::Kind::paced       ? Kind::paced
                      : limit.kind == limits::Kind::concurrency ? Kind::concurrency
                                                                : Kind::daily;
    return {limit.name, kind, limit.max, limit.per, limit.burst, limit.every, limit.scope};
}

} // namespace

vendors::Profile genericProfile(const Plan& plan)
{
    QJsonArray limits;
    for (const limits::Limit& limit : plan.stated)
        limits.append(jsonOf(limit));
    QJsonObject operation{{QStringLiteral("id"), plan.operation},
                          {QStringLiteral("method"), QStringLiteral("DELETE")},
                          {QStringLiteral("path"), QLatin1String(operationPath)},
                          {QStringLiteral("idPattern"), QLatin1String(idPattern)},
                          {QStringLiteral("askAgain"), plan.askAgain}};
    if (plan.firstAbsentIsGone)
        operation[QStringLiteral("firstAbsent")] = QStringLiteral("gone");
    if (plan.askAgain)
        operation[QStringLiteral("absentAfterUnknown")] = QStringLiteral("gone");
    const QJsonObject json{
        {QStringLiteral("id"), QStringLiteral("generic")},
        {QStringLiteral("name"), QStringLiteral("A vendor nobody knows")},
        {QStringLiteral("baseUrl"),
         QStringLiteral("https://api.example.com") + QString::fromStdString(plan.basePath)},
        {QStringLiteral("signIn"), QJsonObject{{QStringLiteral("kind"), QStringLiteral("header")},
                                               {QStringLiteral("name"), QLatin1String(keyHeader)}}},
        {QStringLiteral("limits"), limits},
        {QStringLiteral("operations"), QJsonArray{operation}}};
    auto profile = vendors::readProfile(QJsonDocument(json).toJson(), QStringLiteral("generic.json"));
    if (!profile)
        qFatal("%s", profile.error().message.c_str());
    return *profile;
}

std::unique_ptr<simulator::SimVendor> genericVendor(const Plan& plan, simulator::VendorOptions options)
{
    simulator::GenericPlan vendor;
    vendor.basePath = plan.basePath;
    for (const limits::Limit& limit : plan.stated)
        vendor.limits.push_back(ruleOf(limit));
    vendor.operations.push_back({"DELETE", operationPath, idPattern});
    vendor.signInHeader = keyHeader;
    // Where refused calls count and others take half of a window, it stays full for ever.
    vendor.countsRefused = !plan.hasOthers;
    return std::make_unique<simulator::GenericVendor>(std::move(vendor), std::move(options));
}

} // namespace scenarios
