#include "cli/practice.h"

#include "simulator/accompa.h"
#include "simulator/genericvendor.h"

#include <QUrl>

#include <algorithm>

namespace cli {

namespace {

using vendors::SignIn;

simulator::GenericLimit genericLimit(const limits::Limit& limit)
{
    using Kind = simulator::GenericLimit::Kind;
    simulator::GenericLimit generic;
    generic.name = limit.name;
    generic.max = limit.max;
    generic.per = limit.per;
    generic.burst = limit.burst;
    generic.every = limit.every;
    generic.scope = limit.scope;
    switch (limit.kind) {
    case limits::Kind::window:
        generic.kind = Kind::window;
        break;
    case limits::Kind::paced:
        generic.kind = Kind::paced;
        break;
    case limits::Kind::concurrency:
        generic.kind = Kind::concurrency;
        break;
    case limits::Kind::daily:
        generic.kind = Kind::daily;
        break;
    }
    return generic;
}

simulator::GenericPlan genericPlan(const vendors::Profile& profile)
{
    simulator::GenericPlan plan;
    // The path as written: "{api_key}" must stay readable for the vendor.
    const QString afterScheme = profile.baseUrl.section(QStringLiteral("://"), 1);
    const auto slash = afterScheme.indexOf(QLatin1Char('/'));
    plan.basePath = slash < 0 ? std::string() : afterScheme.mid(slash).toStdString();
    for (const limits::Limit& limit : profile.limits) {
        if (limit.max > 0 || limit.burst > 0) // otherwise it is a parameter that nobody gave
            plan.limits.push_back(genericLimit(limit));
    }
    for (const vendors::Operation& operation : profile.operations)
        plan.operations.push_back({operation.method.toStdString(), operation.path.toStdString(),
                                   operation.idPattern.toStdString()});
    const SignIn& signIn = profile.signIn;
    plan.tokenPath = signIn.tokenPath.value_or(QString()).toStdString();
    plan.isSignInAsked = signIn.kind != SignIn::Kind::none;
    plan.signInHeader = signIn.kind == SignIn::Kind::header  ? signIn.name.toStdString()
                        : signIn.kind == SignIn::Kind::query ? std::string()
                                                             : std::string("Authorization");
    plan.signInQuery = signIn.kind == SignIn::Kind::query ? signIn.name.toStdString() : std::string();
    return plan;
}

} // namespace

std::unique_ptr<simulator::SimVendor> simulatedVendor(const vendors::Profile& profile, double timeScale,
                                                      simulator::DataOptions data, base::WallTime wallAtZero)
{
    simulator::VendorOptions options;
    options.data = std::move(data);
    options.timeScale = timeScale;
    options.wallAtZero = wallAtZero;
    if (profile.isBuiltIn && profile.id == QLatin1String("accompa")) {
        simulator::AccompaRules rules;
        const auto daily = std::ranges::find(profile.limits, limits::Kind::daily, &limits::Limit::kind);
        if (daily != profile.limits.end())
            rules.dailyMax = daily->max;
        return std::make_unique<simulator::Accompa>(options, rules);
    }
    if (profile.isBuiltIn) {
        if (auto vendor = simulator::makeVendor(profile.id.toStdString(), options))
            return vendor;
    }
    return std::make_unique<simulator::GenericVendor>(genericPlan(profile), options);
}

transport::Credentials practiceCredentials(const SignIn& signIn)
{
    transport::Credentials credentials;
    if (signIn.kind == SignIn::Kind::basicAndPathKey) {
        credentials.apiKey = "practice";
        credentials.user = "practice";
        credentials.password = "practice";
    } else if (signIn.tokenPath) {
        credentials.clientId = "practice";
        credentials.clientSecret = "practice";
    } else if (signIn.kind != SignIn::Kind::none) {
        credentials.token = "practice";
    }
    return credentials;
}

base::Result<std::unique_ptr<simulator::PracticeServer>>
startPractice(const vendors::Profile& profile, double timeScale, quint16 port, simulator::DataOptions data)
{
    simulator::LoopbackOptions options;
    options.port = port;
    auto server = std::make_unique<simulator::PracticeServer>(
        simulatedVendor(profile, timeScale, std::move(data)), options);
    if (auto started = server->start(); !started)
        return std::unexpected(started.error());
    return server;
}

} // namespace cli
