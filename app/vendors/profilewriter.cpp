#include "vendors/profilewriter.h"

#include "vendors/objecttext.h"

namespace vendors {

namespace {

using base::HoldCause;
using base::OutcomeKind;
using limits::Kind;
using limits::Limit;

const char* wordOf(Kind kind)
{
    switch (kind) {
    case Kind::window:
        return "window";
    case Kind::paced:
        return "paced";
    case Kind::concurrency:
        return "concurrency";
    case Kind::daily:
        return "daily";
    }
    return "";
}

const char* wordOf(OutcomeKind kind)
{
    switch (kind) {
    case OutcomeKind::done:
        return "done";
    case OutcomeKind::absent:
        return "absent";
    case OutcomeKind::failed:
        return "failed";
    case OutcomeKind::throttled:
        return "throttled";
    case OutcomeKind::outage:
        return "outage";
    case OutcomeKind::unauthorized:
        return "unauthorized";
    case OutcomeKind::forbidden:
        return "forbidden";
    case OutcomeKind::redirected:
        return "redirected";
    case OutcomeKind::stop:
        return "stop";
    case OutcomeKind::notSent: // no answer means these, so no rule does
    case OutcomeKind::lost:
        break;
    }
    return "";
}

const char* wordOf(HoldCause cause)
{
    switch (cause) {
    case HoldCause::throttle:
        return "throttle";
    case HoldCause::block:
        return "block";
    case HoldCause::daily:
        return "daily";
    case HoldCause::outage:
        return "outage";
    }
    return "";
}

const char* wordOf(SignIn::Kind kind)
{
    switch (kind) {
    case SignIn::Kind::none:
        return "none";
    case SignIn::Kind::bearer:
        return "bearer";
    case SignIn::Kind::header:
        return "header";
    case SignIn::Kind::query:
        return "query";
    case SignIn::Kind::basicAndPathKey:
        return "basicAndPathKey";
    }
    return "";
}

QString braced(const QString& parameter)
{
    return quoted(u'{' + parameter + u'}');
}

template <class List, class Write>
QString listOf(const List& list, Write write)
{
    QStringList entries;
    for (const auto& each : list)
        entries += write(each);
    return entries.isEmpty() ? QString() : listText(entries);
}

QString limitsText(const std::vector<Limit>& limits, const std::vector<LimitTerms>& allTerms,
                   const std::vector<Provenance>& provenance)
{
    QStringList entries;
    for (std::size_t i = 0; i < limits.size(); ++i) {
        const Limit& limit = limits[i];
        const LimitTerms terms = i < allTerms.size() ? allTerms[i] : LimitTerms{};
        const bool isPaced = limit.kind == Kind::paced;
        ObjectText text;
        text.text("name", QString::fromStdString(limit.name));
        text.text("kind", QLatin1String(wordOf(limit.kind)));
        if (terms.maxParameter.isEmpty())
            text.number(isPaced ? "burst" : "max", isPaced ? limit.burst : limit.max);
        else
            text.raw(isPaced ? "burst" : "max", braced(terms.maxParameter));
        text.duration("per", limit.per, Duration{});
        text.duration("every", limit.every, Duration{});
        text.text("scope", QString::fromStdString(limit.scope));
        text.duration("granularity", limit.granularity, Duration{});
        text.duration("patience", limit.patience, Duration{});
        if (terms.reserveParameter.isEmpty())
            text.number("reserve", limit.reserve, 0);
        else
            text.raw("reserve", braced(terms.reserveParameter));
        if (terms.ceiling)
            text.number("ceiling", *terms.ceiling);
        if (i < provenance.size())
            text.provenance(provenance[i]);
        entries += text.json();
    }
    return listText(entries);
}

QString presetText(const Preset& preset)
{
    ObjectText text;
    text.text("id", preset.id);
    text.text("name", preset.name);
    text.raw("limits", limitsText(preset.limits, preset.limitTerms, preset.limitProvenance));
    text.provenance(preset.provenance);
    return text.json();
}

QString parameterText(const Parameter& parameter)
{
    const Parameter otherwise{};
    ObjectText text;
    text.text("name", parameter.name);
    text.text("label", parameter.label, parameter.name);
    text.text("help", parameter.help);
    text.flag("required", parameter.isRequired, otherwise.isRequired);
    text.number("min", parameter.min, otherwise.min);
    text.number("max", parameter.max, otherwise.max);
    if (parameter.value)
        text.number("value", *parameter.value);
    return text.json();
}

QString signInText(const SignIn& signIn)
{
    ObjectText text;
    text.text("kind", QLatin1String(wordOf(signIn.kind)));
    text.text("name", signIn.name);
    text.text("tokenPath", signIn.tokenPath.value_or(QString()));
    // A life of zero is what a profile that was put together in code has; the reader would refuse it.
    text.duration("tokenLife", signIn.tokenLifeDefault, Duration{});
    text.provenance(signIn.provenance);
    return text.json();
}

QString statusesText(const QList<int>& statuses)
{
    QStringList entries;
    for (qsizetype i = 0; i < statuses.size();) {
        bool isHundred = statuses[i] % 100 == 0 && i + 100 <= statuses.size();
        for (qsizetype k = 1; isHundred && k < 100; ++k)
            isHundred = statuses[i + k] == statuses[i] + k;
        entries += isHundred ? quoted(QString::number(statuses[i] / 100) + QStringLiteral("xx"))
                             : QString::number(statuses[i]);
        i += isHundred ? 100 : 1;
    }
    if (entries.isEmpty())
        return {};
    return entries.size() == 1 ? entries.front() : listText(entries);
}

void writeMatch(ObjectText& text, const AnswerMatch& match)
{
    text.raw("status", statusesText(match.statuses));
    if (match.codes.size() == 1)
        text.text("code", match.codes.front());
    else
        text.texts("code", match.codes);
    text.place("has", match.has);
}

QString answerText(const AnswerRule& rule)
{
    ObjectText text;
    writeMatch(text, rule.when);
    text.text("outcome", QLatin1String(wordOf(rule.outcome)));
    text.provenance(rule.provenance);
    return text.json();
}

QString signalText(const SignalRule& rule)
{
    const SignalRule otherwise{};
    ObjectText text;
    writeMatch(text, rule.when);
    switch (rule.kind) {
    case SignalRule::Kind::hold:
        text.text("kind", QStringLiteral("hold"));
        text.text("cause", QLatin1String(wordOf(rule.cause)));
        text.places("wait", rule.wait);
        text.duration("waitDefault", rule.waitDefault, Duration{});
        text.duration("waitCap", rule.waitCap, otherwise.waitCap);
        text.text("teaches", rule.teaches);
        break;
    case SignalRule::Kind::concurrency:
        text.text("kind", QStringLiteral("concurrency"));
        text.places("max", rule.max);
        break;
    case SignalRule::Kind::quota:
        text.text("kind", QStringLiteral("quota"));
        text.place("limit", rule.limit);
        text.place("remaining", rule.remaining);
        text.place("reset", rule.reset);
        break;
    case SignalRule::Kind::refusal:
        text.text("kind", QStringLiteral("refusal"));
        text.duration("atLeast", rule.atLeast);
        break;
    }
    text.provenance(rule.provenance);
    return text.json();
}

QString lookupText(const Lookup& lookup)
{
    ObjectText text;
    text.text("path", lookup.path);
    text.texts("labels", lookup.labels);
    text.texts("roles", lookup.roles);
    text.text("administrator", lookup.administrator, Lookup{}.administrator);
    text.provenance(lookup.provenance);
    return text.json();
}

QString batchText(const BatchForm& batch)
{
    const BatchForm otherwise{};
    ObjectText text;
    text.text("path", batch.path);
    text.number("max", batch.max, otherwise.max);
    text.text("responses", batch.responses, otherwise.responses);
    text.text("itemDone", batch.itemDone, otherwise.itemDone);
    text.text("itemStatus", batch.itemStatus, otherwise.itemStatus);
    text.provenance(batch.provenance);
    return text.json();
}

QString idempotencyText(const Idempotency& key)
{
    ObjectText text;
    text.text("header", key.header);
    text.number("lengthMax", key.lengthMax, Idempotency{}.lengthMax);
    text.place("spentBy", key.spentBy);
    text.provenance(key.provenance);
    return text.json();
}

QString checkText(const Check& check)
{
    ObjectText text;
    text.text("method", check.method, Check{}.method);
    text.text("path", check.path);
    text.flag("fromOrigin", check.isFromOrigin, false);
    text.place("who", check.who);
    text.provenance(check.provenance);
    return text.json();
}

QString probeText(const Probe& probe)
{
    const Probe otherwise{};
    ObjectText text;
    text.text("method", probe.method, otherwise.method);
    text.text("path", probe.path);
    text.duration("every", probe.every, otherwise.every);
    text.place("open", probe.open);
    text.text("openValue", probe.openValue);
    text.place("wait", probe.wait);
    text.provenance(probe.provenance);
    return text.json();
}

QString operationText(const Operation& operation)
{
    ObjectText text;
    text.text("id", operation.id);
    text.text("name", operation.name);
    text.text("verb", operation.verb);
    text.text("participle", operation.participle);
    text.text("noun", operation.noun);
    text.text("nouns", operation.nouns);
    text.text("effect", operation.effect);
    text.flag("reversible", operation.isReversible, false);
    text.flag("privacyRequest", operation.isPrivacyRequest, false);
    text.text("method", operation.method);
    text.text("path", operation.path);
    text.text("idPattern", operation.idPattern);
    text.texts("ownPrefixes", operation.ownPrefixes);
    text.texts("foreignPrefixes", operation.foreignPrefixes);
    text.flag("caseFolded", operation.isCaseFolded, false);
    text.text("contentType", operation.contentType);
    // Written even where they are the default: an operator reads from them what a lost answer will lead to.
    text.raw("askAgain", operation.askAgain ? QStringLiteral("true") : QStringLiteral("false"));
    text.text("firstAbsent", operation.firstAbsentIsGone ? QStringLiteral("gone") : QStringLiteral("failed"));
    text.text("absentAfterUnknown",
              operation.absentAfterUnknownIsGone ? QStringLiteral("gone") : QStringLiteral("unknown"));
    text.flag("answersHtml", operation.answersHtml, false);
    text.raw("answers", listOf(operation.answers, answerText));
    text.place("receipt", operation.receipt);
    if (operation.lookup)
        text.raw("lookup", lookupText(*operation.lookup));
    if (operation.batch)
        text.raw("batch", batchText(*operation.batch));
    if (operation.idempotency)
        text.raw("idempotency", idempotencyText(*operation.idempotency));
    text.provenance(operation.provenance);
    return text.json();
}

void writeWaits(ObjectText& text, const Profile& profile)
{
    const Profile otherwise{};
    text.duration("deadline", profile.deadline, otherwise.deadline);
    text.duration("linger", profile.linger, otherwise.linger);
    text.number("inFlight", profile.inFlightDefault, otherwise.inFlightDefault);
    ObjectText backoff;
    backoff.duration("first", profile.backoffFirst, otherwise.backoffFirst);
    backoff.duration("most", profile.backoffMost, otherwise.backoffMost);
    if (!backoff.isEmpty())
        text.raw("backoff", backoff.json());
}

} // namespace

QByteArray writeProfile(const Profile& profile)
{
    ObjectText text;
    text.text("id", profile.id);
    text.text("name", profile.name);
    text.text("vendor", profile.vendor, profile.name);
    text.text("baseUrl", profile.baseUrl);
    text.raw("signIn", signInText(profile.signIn));
    writeWaits(text, profile);
    text.raw("limits", limitsText(profile.limits, profile.limitTerms, profile.limitProvenance));
    text.raw("presets", listOf(profile.presets, presetText));
    text.raw("parameters", listOf(profile.parameters, parameterText));
    ObjectText error;
    error.place("code", profile.errorCode);
    error.place("message", profile.errorMessage);
    if (!error.isEmpty())
        text.raw("error", error.json());
    text.raw("answers", listOf(profile.answers, answerText));
    text.raw("signals", listOf(profile.signals, signalText));
    if (profile.check)
        text.raw("check", checkText(*profile.check));
    if (profile.probe)
        text.raw("probe", probeText(*profile.probe));
    text.raw("operations", listOf(profile.operations, operationText));
    return text.json().toUtf8() + '\n';
}

} // namespace vendors
