#include "vendors/profilereader.h"

#include "vendors/jsontext.h"
#include "vendors/profileparts.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace vendors {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration refusalAtLeast =
    seconds(10); // the shortest window that vendors of this trade commonly count in

const QString keyInPath = QStringLiteral("{api_key}");

bool isLoopback(const QString& host)
{
    static const QRegularExpression ipv4(QStringLiteral("\\A127(\\.[0-9]{1,3}){3}\\z"));
    return host == QLatin1String("localhost") || host == QLatin1String("::1") || ipv4.match(host).hasMatch();
}

QString readBaseUrl(const Fields& fields, const SignIn& signIn)
{
    QString text = fields.text("baseUrl");
    if (text.isEmpty())
        return text;
    const auto wrong = [&](const QString& what) {
        fields.problem("baseUrl", shown(fields.value("baseUrl")) + what);
    };
    const bool takesKey = signIn.kind == SignIn::Kind::basicAndPathKey;
    const qsizetype keys = text.count(keyInPath);
    if (takesKey && keys != 1)
        wrong(QStringLiteral(" must hold {api_key} once: that is where this sign-in puts the key"));
    if (!takesKey && keys > 0)
        wrong(QStringLiteral(" may hold {api_key} only with the sign-in \"basicAndPathKey\""));

    QString plain = text;
    const QUrl url(plain.replace(keyInPath, QStringLiteral("key")), QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || url.isRelative()) {
        wrong(QStringLiteral(" is no address; write it like https://api.example.com/v1"));
        return text;
    }
    if (!url.userInfo().isEmpty() || url.authority(QUrl::FullyEncoded).contains(u'@'))
        fields.problem("baseUrl",
                       QStringLiteral("must not hold a user or a password: they belong in the credentials"));
    if (url.scheme() == QLatin1String("http")) {
        if (!isLoopback(url.host()))
            wrong(QStringLiteral(
                " must be https: plain http goes only to this computer itself (127.0.0.1, localhost)"));
    } else if (url.scheme() != QLatin1String("https")) {
        wrong(QStringLiteral(" must start with https://"));
    }
    if (url.hasQuery() || url.hasFragment())
        wrong(QStringLiteral(" must end with the path: no ? and no #"));
    const QStringList steps = url.path(QUrl::FullyDecoded).split(u'/');
    if (steps.contains(QLatin1String(".")) || steps.contains(QLatin1String(".."))
        || url.path().contains(u'{'))
        wrong(QStringLiteral(" holds a path that cannot be: no . and .. and no braces but {api_key}"));
    while (text.endsWith(u'/'))
        text.chop(1);
    return text;
}

SignIn readSignIn(const Fields& owner)
{
    SignIn signIn;
    signIn.kind = SignIn::Kind::bearer;
    signIn.tokenLifeDefault = std::chrono::hours(1); // RFC 6749 4.2.2's own example of expires_in
    if (!owner.has("signIn"))
        return signIn;
    const Fields fields(owner.problems(), owner.value("signIn"), owner.path("signIn"), "signIn");
    signIn.kind = fields.word<SignIn::Kind>("kind",
                                            {{"none", SignIn::Kind::none},
                                             {"bearer", SignIn::Kind::bearer},
                                             {"header", SignIn::Kind::header},
                                             {"query", SignIn::Kind::query},
                                             {"basicAndPathKey", SignIn::Kind::basicAndPathKey}},
                                            SignIn::Kind::bearer);
    signIn.name = fields.text("name");
    const bool takesName = signIn.kind == SignIn::Kind::header || signIn.kind == SignIn::Kind::query;
    static const QRegularExpression token(
        QStringLiteral("\\A[!#$%&'*+.^_`|~0-9A-Za-z-]+\\z")); // RFC 9110 5.6.2
    if (takesName && !fields.has("name"))
        fields.problems().add(fields.path(),
                              QStringLiteral("\"name\" is missing: of the header or the query item"));
    else if (!takesName && fields.has("name"))
        fields.problem("name", QStringLiteral("belongs to the sign-ins \"header\" and \"query\" only"));
    else if (!signIn.name.isEmpty() && !token.match(signIn.name).hasMatch())
        fields.problem(
            "name",
            QStringLiteral("%1 holds a character that no name may hold").arg(shown(fields.value("name"))));
    if (fields.has("tokenPath")) {
        signIn.tokenPath = fields.text("tokenPath");
        checkPath(fields, "tokenPath", false);
        if (signIn.kind == SignIn::Kind::none || signIn.kind == SignIn::Kind::basicAndPathKey)
            fields.problem("tokenPath", QStringLiteral("this sign-in uses no token"));
    }
    signIn.tokenLifeDefault = fields.duration("tokenLife", signIn.tokenLifeDefault, seconds(1));
    signIn.provenance = fields.provenance();
    return signIn;
}

std::vector<Parameter> readParameters(const Fields& owner)
{
    std::vector<Parameter> parameters;
    QStringList names;
    owner.each("parameters", [&](const QJsonValue& value, const QString& path) {
        const Fields fields(owner.problems(), value, path, "parameter");
        if (!value.isObject())
            return;
        Parameter parameter;
        parameter.name = fields.text("name");
        static const QRegularExpression form(QStringLiteral("\\A[A-Za-z][A-Za-z0-9]{0,63}\\z"));
        if (!parameter.name.isEmpty() && !form.match(parameter.name).hasMatch())
            fields.problem(
                "name",
                QStringLiteral("%1 may hold only letters and digits").arg(shown(fields.value("name"))));
        if (names.contains(parameter.name))
            fields.problem("name", QStringLiteral("two parameters are called \"%1\"").arg(parameter.name));
        names += parameter.name;
        parameter.label = fields.text("label", parameter.name);
        parameter.help = fields.text("help");
        parameter.isRequired = fields.flag("required", true);
        parameter.min = fields.whole("min", 0, parameter.max, parameter.min);
        parameter.max = fields.whole("max", parameter.min, parameter.max, parameter.max);
        if (fields.has("value"))
            parameter.value = fields.whole("value", parameter.min, parameter.max, parameter.min);
        parameters.push_back(std::move(parameter));
    });
    return parameters;
}

std::vector<Preset> readPresets(const Fields& owner, const QStringList& parameters)
{
    std::vector<Preset> presets;
    QStringList ids;
    owner.each("presets", [&](const QJsonValue& value, const QString& path) {
        const Fields fields(owner.problems(), value, path, "preset");
        if (!value.isObject())
            return;
        Preset preset;
        preset.id = readId(fields, "id");
        if (ids.contains(preset.id))
            fields.problem("id", QStringLiteral("two presets are called \"%1\"").arg(preset.id));
        ids += preset.id;
        preset.name = fields.text("name", preset.id);
        LimitSet set = readLimits(fields, parameters);
        preset.limits = std::move(set.limits);
        preset.limitProvenance = std::move(set.provenance);
        preset.limitTerms = std::move(set.terms);
        preset.provenance = fields.provenance();
        presets.push_back(std::move(preset));
    });
    return presets;
}

Check readCheck(const Fields& owner)
{
    const Fields fields(owner.problems(), owner.value("check"), owner.path("check"), "check");
    Check check;
    check.method = readMethod(fields, check.method);
    check.path = fields.text("path");
    checkPath(fields, "path", false);
    check.isFromOrigin = fields.flag("fromOrigin", false);
    check.who = fields.place("who");
    check.provenance = fields.provenance();
    return check;
}

Probe readProbe(const Fields& owner)
{
    const Fields fields(owner.problems(), owner.value("probe"), owner.path("probe"), "probe");
    Probe probe;
    probe.method = readMethod(fields, probe.method);
    probe.path = fields.text("path");
    checkPath(fields, "path", false);
    probe.every = fields.duration("every", probe.every, seconds(1));
    probe.open = fields.place("open").value_or(ValuePlace{});
    probe.openValue = fields.text("openValue");
    probe.wait = fields.place("wait");
    probe.provenance = fields.provenance();
    return probe;
}

void readWaits(const Fields& fields, Profile& profile)
{
    profile.linger = fields.duration("linger", profile.linger);
    profile.deadline = fields.duration("deadline", profile.deadline, seconds(1));
    profile.inFlightDefault = static_cast<int>(fields.whole("inFlight", 1, 64, profile.inFlightDefault));
    if (!fields.has("backoff"))
        return;
    const Fields backoff(fields.problems(), fields.value("backoff"), fields.path("backoff"), "backoff");
    profile.backoffFirst = backoff.duration("first", profile.backoffFirst, milliseconds(1));
    profile.backoffMost =
        backoff.duration("most", std::max(profile.backoffMost, profile.backoffFirst), milliseconds(1));
    if (profile.backoffMost < profile.backoffFirst)
        backoff.problem("most", QStringLiteral("is shorter than \"first\""));
}

} // namespace

base::Result<Profile> readProfile(const QByteArray& json, const QString& fileName)
{
    const base::Result<QJsonObject> document = parseJsonObject(json, fileName);
    if (!document)
        return std::unexpected(document.error());

    Problems problems(fileName);
    const Fields fields(problems, *document, {}, "profile");
    Profile profile;
    profile.id = readId(fields, "id");
    profile.name = fields.text("name");
    profile.vendor = fields.text("vendor", profile.name);
    profile.signIn = readSignIn(fields);
    profile.baseUrl = readBaseUrl(fields, profile.signIn);
    readWaits(fields, profile);
    profile.parameters = readParameters(fields);
    QStringList parameterNames;
    for (const Parameter& parameter : profile.parameters)
        parameterNames += parameter.name;
    LimitSet set = readLimits(fields, parameterNames);
    profile.limits = std::move(set.limits);
    profile.limitProvenance = std::move(set.provenance);
    profile.limitTerms = std::move(set.terms);
    profile.presets = readPresets(fields, parameterNames);
    if (fields.has("error")) {
        const Fields error(problems, fields.value("error"), fields.path("error"), "error");
        profile.errorCode = error.place("code");
        profile.errorMessage = error.place("message");
    }
    profile.answers = readAnswers(fields);
    profile.signals = readSignals(fields);
    // A refusal that tells no wait must never be asked again at once, whatever the profile forgot to say.
    if (std::none_of(profile.signals.begin(), profile.signals.end(),
                     [](const SignalRule& rule) { return rule.kind == SignalRule::Kind::refusal; })) {
        SignalRule refusal;
        refusal.kind = SignalRule::Kind::refusal;
        refusal.atLeast = refusalAtLeast;
        profile.signals.push_back(std::move(refusal));
    }
    if (fields.has("check"))
        profile.check = readCheck(fields);
    if (fields.has("probe"))
        profile.probe = readProbe(fields);
    profile.operations = readOperations(fields);
    if (fields.has("$schema"))
        static_cast<void>(fields.text("$schema"));
    if (!problems.isEmpty())
        return std::unexpected(problems.error());
    return profile;
}

base::Result<Profile> readProfileFile(const QByteArray& json, const QString& fileName)
{
    base::Result<Profile> profile = readProfile(json, fileName);
    if (!profile)
        return profile;
    Problems problems(fileName);
    checkReferences(*profile, problems);
    if (!problems.isEmpty())
        return std::unexpected(problems.error());
    return profile;
}

} // namespace vendors
