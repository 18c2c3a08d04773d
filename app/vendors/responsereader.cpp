#include "vendors/responsereader.h"

#include "vendors/quotareader.h"
#include "vendors/webpage.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace vendors {

namespace {

using base::Outcome;
using base::OutcomeKind;
using base::Reading;

constexpr qsizetype codeBytesMax = 100;  // vendors' codes are a number or two words
constexpr qsizetype titleBytesMax = 120; // of a web page: for a sentence
constexpr qsizetype rolesMax = 20;
constexpr int httpPort = 80, httpsPort = 443;

/// What HTTP itself means by a status (RFC 9110 15).
OutcomeKind kindByStatus(int status)
{
    switch (status) {
    case 401:
        return OutcomeKind::unauthorized;
    case 403:
        return OutcomeKind::forbidden;
    case 404:
    case 410:
        return OutcomeKind::absent;
    case 408:
        return OutcomeKind::outage;
    case 429:
        return OutcomeKind::throttled;
    default:
        break;
    }
    switch (status / 100) {
    case 2:
        return OutcomeKind::done;
    case 3:
        return OutcomeKind::redirected;
    case 4:
        return OutcomeKind::failed;
    case 5:
        return OutcomeKind::outage;
    default:
        return OutcomeKind::lost; // no final answer at all
    }
}

Outcome lostBecause(int status, const char* message)
{
    Outcome outcome;
    outcome.kind = OutcomeKind::lost;
    outcome.httpStatus = status;
    outcome.message = message;
    return outcome;
}

} // namespace

ResponseReader::ResponseReader(Profile profile, const QString& operationId, Redact redact)
    : m_profile(std::move(profile))
    , m_redact(std::move(redact))
{
    if (const Operation* operation = m_profile.operation(operationId))
        m_operation = *operation;
}

Reading ResponseReader::read(const Response& response, std::size_t items) const
{
    if (items != 1)
        return readBatch(response, items);
    const Body body(response);
    // A batch of one answers 200 as well, with the item's own status inside: never to be taken for the
    // item's.
    if (m_operation.batch && valueAt(body.json(), m_operation.batch->responses).isArray())
        return readBatch(response, items);
    const QString code = codeOf(body);
    Reading reading;
    reading.outcomes.push_back(outcomeOf(body, code));
    reading.signals =
        readQuota(m_profile, body, code, reading.outcomes.front().kind, m_redact, reading.ignored);
    return reading;
}

Reading ResponseReader::readBatch(const Response& response, std::size_t items) const
{
    const Body body(response);
    const QString code = codeOf(body);
    Outcome whole = outcomeOf(body, code);
    Reading reading;
    reading.signals = readQuota(m_profile, body, code, whole.kind, m_redact, reading.ignored);
    if (whole.kind != OutcomeKind::done) {
        if (whole.kind == OutcomeKind::absent || whole.kind == OutcomeKind::failed)
            whole.kind = OutcomeKind::stop;
        reading.outcomes.assign(items, whole);
        return reading;
    }
    const QJsonArray entries =
        valueAt(body.json(), m_operation.batch.value_or(BatchForm{}).responses).toArray();
    if (static_cast<std::size_t>(entries.size()) != items) {
        const std::string message = "the answer to " + std::to_string(items) + " items holds "
                                    + std::to_string(entries.size())
                                    + " results, so none can be told to be an item's";
        reading.outcomes.assign(items, lostBecause(response.status, message.c_str()));
        return reading;
    }
    for (const QJsonValue& entry : entries)
        readEntry(entry, reading);
    reading.itemSignals = merged(reading.itemSignals);
    return reading;
}

void ResponseReader::readEntry(const QJsonValue& entry, Reading& reading) const
{
    const BatchForm form = m_operation.batch.value_or(BatchForm{});
    // Only a number that is a status counts: nothing may become a success by overflow.
    const qint64 status = valueAt(entry, form.itemStatus).toInteger(0);
    Response part;
    if (!valueAt(entry, form.itemStatus).isUndefined())
        part.status = status >= 100 && status <= 599 ? static_cast<int>(status) : 0;
    else if (valueAt(entry, form.itemDone) == QJsonValue(true))
        part.status = 200;
    const Body body(part, entry);
    const QString code = codeOf(body);
    Outcome outcome = outcomeOf(body, code);
    if (outcome.kind == OutcomeKind::lost && outcome.message.empty())
        outcome.message = "this item's result cannot be read";
    const std::vector<base::Signal> told =
        readQuota(m_profile, body, code, outcome.kind, m_redact, reading.ignored);
    reading.itemSignals.insert(reading.itemSignals.end(), told.begin(), told.end());
    reading.outcomes.push_back(std::move(outcome));
}

Reading ResponseReader::readProbe(const Response& response) const
{
    Reading reading = read(response);
    if (!m_profile.probe || reading.outcomes.front().kind != OutcomeKind::done)
        return reading;
    const Body body(response);
    const std::optional<QString> told = body.text(m_profile.probe->open);
    if (!told) {
        reading.outcomes.front() = lostBecause(response.status, "the status of the block cannot be read");
        return reading;
    }
    if (*told == m_profile.probe->openValue) {
        reading.signals.emplace_back(base::ProbeSignal{true, {}});
        return reading;
    }
    // A "no" without a readable wait changes nothing: the hold lasts as it was ordered.
    const std::optional<Duration> wait =
        m_profile.probe->wait ? body.seconds(*m_profile.probe->wait) : std::nullopt;
    if (wait && *wait > Duration{} && *wait <= SignalRule{}.waitCap)
        reading.signals.emplace_back(base::ProbeSignal{false, *wait});
    return reading;
}

QString ResponseReader::readWho(const Response& response) const
{
    if (!m_profile.check || !m_profile.check->who)
        return {};
    const std::optional<QString> who = Body(response).text(*m_profile.check->who);
    return who ? QString::fromStdString(plainText(*who, m_redact)) : QString();
}

LookupAnswer ResponseReader::readLookup(const Response& response) const
{
    LookupAnswer answer;
    const Body body(response);
    if (!m_operation.lookup || outcomeOf(body, codeOf(body)).kind != OutcomeKind::done)
        return answer;
    answer.isThere = true;
    for (const QString& path : m_operation.lookup->labels) {
        const std::optional<QString> label = body.text({ValuePlace::In::json, path});
        if (!label)
            continue;
        answer.label = QString::fromStdString(plainText(*label, m_redact));
        break;
    }
    QStringList roles;
    for (const QString& path : m_operation.lookup->roles)
        roles += textsIn(valueAt(body.json(), path), rolesMax);
    roles.removeDuplicates();
    answer.roles = QString::fromStdString(plainText(roles.join(QStringLiteral(", ")), m_redact));
    const QRegularExpression administrator(m_operation.lookup->administrator);
    answer.isAdministrator = std::any_of(roles.begin(), roles.end(), [&](const QString& role) {
        return administrator.match(role).hasMatch();
    });
    return answer;
}

bool ResponseReader::isKeySpent(const Response& response) const
{
    return response.status >= 500 && m_operation.idempotency && m_operation.idempotency->spentBy
           && Body(response).isPresent(*m_operation.idempotency->spentBy);
}

OutcomeKind ResponseReader::kindOf(const Body& body, const QString& code) const
{
    for (const std::vector<AnswerRule>* rules : {&m_operation.answers, &m_profile.answers})
        for (const AnswerRule& rule : *rules)
            if (matches(rule.when, body, code))
                return rule.outcome;
    return kindByStatus(body.response().status);
}

Outcome ResponseReader::outcomeOf(const Body& body, const QString& code) const
{
    Outcome outcome;
    outcome.kind = kindOf(body, code);
    outcome.httpStatus = body.response().status;
    if (outcome.kind == OutcomeKind::done && !m_operation.answersHtml && isWebPage(body.response())) {
        outcome.kind = OutcomeKind::lost;
        outcome.isWebPage = true;
        outcome.message = plainText(titleOf(body.response()), m_redact, titleBytesMax);
        return outcome;
    }
    if (outcome.kind == OutcomeKind::done) {
        if (m_operation.receipt)
            outcome.receipt = plainText(body.text(*m_operation.receipt).value_or(QString()), m_redact);
        return outcome;
    }
    outcome.vendorCode = plainText(code, m_redact, codeBytesMax);
    outcome.message = messageOf(body, outcome.kind);
    return outcome;
}

std::string ResponseReader::messageOf(const Body& body, OutcomeKind kind) const
{
    const Response& response = body.response();
    if (kind == OutcomeKind::redirected)
        return plainText(redirection(response), m_redact);
    if (m_profile.errorMessage)
        if (const std::optional<QString> message = body.text(*m_profile.errorMessage))
            return plainText(*message, m_redact);
    // Without a known place: the answer's own text, unless it is a page for browsers, or cut (a secret cut in
    // two would not be recognised). Never of a success: it may describe the whole account.
    const QByteArray text = response.body.trimmed();
    if (response.status < 400 || response.isTruncated || text.isEmpty() || text.startsWith('<'))
        return {};
    return plainText(QString::fromUtf8(text), m_redact);
}

/// "sent us to login.example", "sent us to another path of the same host: /login". Never the query: it may
/// hold what was sent.
QString ResponseReader::redirection(const Response& response) const
{
    const QUrl to(QString::fromLatin1(response.header("Location")));
    if (to.isEmpty() || !to.isValid())
        return QStringLiteral("sent us elsewhere and did not say where");
    const QUrl from(m_origin.isEmpty() ? m_profile.baseUrl : m_origin);
    const auto port = [](const QUrl& url) {
        return url.port(url.scheme() == QLatin1String("http") ? httpPort : httpsPort);
    };
    if (to.host().isEmpty()
        || (to.host() == from.host() && to.scheme() == from.scheme() && port(to) == port(from)))
        return QStringLiteral("sent us to another path of the same host: ") + to.path();
    QString host = to.host();
    if (to.scheme() != from.scheme() && !to.scheme().isEmpty())
        host.prepend(to.scheme() + QStringLiteral("://"));
    if (to.port() > 0)
        host += u':' + QString::number(to.port());
    return QStringLiteral("sent us to ") + host;
}

QString ResponseReader::codeOf(const Body& body) const
{
    return m_profile.errorCode ? body.text(*m_profile.errorCode).value_or(QString()) : QString();
}

} // namespace vendors
