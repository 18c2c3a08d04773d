#include "vendors/profileparts.h"

#include <QRegularExpression>

#include <algorithm>

// What answers mean: the rules about the item ("answers") and those about the quota ("signals").
namespace vendors {

namespace {

using base::HoldCause;
using base::OutcomeKind;
using Kind = SignalRule::Kind;

void addStatus(const Fields& fields, const QJsonValue& value, const QString& path, QList<int>& statuses)
{
    static const QRegularExpression hundred(QStringLiteral("\\A([1-5])xx\\z"));
    if (const QRegularExpressionMatch match = hundred.match(value.toString()); match.hasMatch()) {
        const int first = match.captured(1).toInt() * 100;
        for (int status = first; status < first + 100; ++status)
            statuses += status;
        return;
    }
    const qint64 status = value.toInteger(0);
    if (status < 100 || status > 599)
        fields.problems().add(
            path,
            QStringLiteral("%1 is no HTTP status; write 404, or \"4xx\" for 400 to 499").arg(shown(value)));
    else if (statuses.contains(static_cast<int>(status)))
        fields.problems().add(path, QStringLiteral("%1 stands twice").arg(status));
    else
        statuses += static_cast<int>(status);
}

AnswerMatch readMatch(const Fields& fields)
{
    AnswerMatch match;
    if (fields.value("status").isArray())
        fields.each("status", [&](const QJsonValue& value, const QString& path) {
            addStatus(fields, value, path, match.statuses);
        });
    else if (fields.has("status"))
        addStatus(fields, fields.value("status"), fields.path("status"), match.statuses);
    if (fields.value("code").isArray())
        match.codes = fields.texts("code");
    else if (fields.has("code"))
        match.codes = {fields.text("code")};
    match.has = fields.place("has");
    for (const char* key : {"status", "code"})
        if (fields.value(key).isArray() && fields.value(key).toArray().isEmpty())
            fields.problem(key, QStringLiteral("is empty: leave it out to match any"));
    return match;
}

void allowOnly(const Fields& fields, std::initializer_list<const char*> allowed)
{
    for (const char* key :
         {"cause", "wait", "waitDefault", "waitCap", "max", "limit", "remaining", "reset", "atLeast"}) {
        const bool isAllowed = std::any_of(allowed.begin(), allowed.end(), [&](const char* each) {
            return QLatin1String(each) == QLatin1String(key);
        });
        if (fields.has(key) && !isAllowed)
            fields.problem(key, QStringLiteral("does not belong to a signal of the kind %1")
                                    .arg(shown(fields.value("kind"))));
    }
}

void demand(const Fields& fields, std::initializer_list<const char*> keys)
{
    for (const char* key : keys)
        if (!fields.has(key))
            fields.problems().add(fields.path(),
                                  QStringLiteral("\"%1\" is missing: a signal of the kind %2 needs it")
                                      .arg(QLatin1String(key), shown(fields.value("kind"))));
}

void readHold(const Fields& fields, SignalRule& rule)
{
    allowOnly(fields, {"cause", "wait", "waitDefault", "waitCap", "teaches"});
    rule.cause = fields.word<HoldCause>("cause",
                                        {{"throttle", HoldCause::throttle},
                                         {"block", HoldCause::block},
                                         {"daily", HoldCause::daily},
                                         {"outage", HoldCause::outage}},
                                        HoldCause::throttle);
    rule.wait = fields.places("wait");
    rule.waitDefault = fields.duration("waitDefault", {}, std::chrono::milliseconds(1));
    rule.waitCap = fields.duration("waitCap", rule.waitCap, std::chrono::milliseconds(1));
    if (!fields.has("wait") && !fields.has("waitDefault"))
        fields.problems().add(fields.path(),
                              QStringLiteral("a hold needs \"wait\" (where the answer tells it), "
                                             "\"waitDefault\", or both"));
    if (fields.has("teaches"))
        rule.teaches = fields.text("teaches");
    if (rule.waitDefault > rule.waitCap)
        fields.problem("waitDefault", QStringLiteral("is longer than \"waitCap\""));
}

} // namespace

std::vector<AnswerRule> readAnswers(const Fields& owner)
{
    std::vector<AnswerRule> rules;
    owner.each("answers", [&](const QJsonValue& value, const QString& path) {
        const Fields fields(owner.problems(), value, path, "answer");
        AnswerRule rule;
        rule.when = readMatch(fields);
        rule.outcome = fields.word<OutcomeKind>("outcome",
                                                {{"done", OutcomeKind::done},
                                                 {"absent", OutcomeKind::absent},
                                                 {"failed", OutcomeKind::failed},
                                                 {"throttled", OutcomeKind::throttled},
                                                 {"outage", OutcomeKind::outage},
                                                 {"unauthorized", OutcomeKind::unauthorized},
                                                 {"forbidden", OutcomeKind::forbidden},
                                                 {"redirected", OutcomeKind::redirected},
                                                 {"stop", OutcomeKind::stop}},
                                                OutcomeKind::failed);
        rule.provenance = fields.provenance();
        rules.push_back(std::move(rule));
    });
    return rules;
}

std::vector<SignalRule> readSignals(const Fields& owner)
{
    std::vector<SignalRule> rules;
    owner.each("signals", [&](const QJsonValue& value, const QString& path) {
        const Fields fields(owner.problems(), value, path, "signal");
        SignalRule rule;
        rule.when = readMatch(fields);
        const std::optional<Kind> kind = fields.word<std::optional<Kind>>("kind",
                                                                          {{"hold", Kind::hold},
                                                                           {"concurrency", Kind::concurrency},
                                                                           {"quota", Kind::quota},
                                                                           {"refusal", Kind::refusal}},
                                                                          std::nullopt);
        if (!kind)
            return;
        rule.kind = *kind;
        switch (rule.kind) {
        case Kind::hold:
            readHold(fields, rule);
            break;
        case Kind::concurrency:
            allowOnly(fields, {"max"});
            demand(fields, {"max"});
            rule.max = fields.places("max");
            break;
        case Kind::quota:
            allowOnly(fields, {"limit", "remaining", "reset"});
            demand(fields, {"limit", "remaining", "reset"});
            rule.limit = fields.place("limit");
            rule.remaining = fields.place("remaining");
            rule.reset = fields.place("reset");
            break;
        case Kind::refusal:
            allowOnly(fields, {"atLeast"});
            demand(fields, {"atLeast"});
            rule.atLeast = fields.duration("atLeast", {}, std::chrono::milliseconds(1));
            break;
        }
        rule.provenance = fields.provenance();
        rules.push_back(std::move(rule));
    });
    return rules;
}

} // namespace vendors
