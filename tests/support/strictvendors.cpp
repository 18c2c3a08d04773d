#include "support/strictvendors.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>
#include <QUrlQuery>

namespace support {

namespace {

using Answer = StrictServer::Answer;
using Seen = StrictServer::Seen;

QByteArray text(const QJsonObject& json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

Answer json(int status, const QJsonObject& body)
{
    return {.status = status, .body = text(body), .headers = {"Content-Type: application/json"}};
}

/// The JSON object that a request holds.
QJsonObject objectIn(const Seen& request)
{
    return QJsonDocument::fromJson(request.body).object();
}

Answer xml(int status, const QByteArray& body)
{
    return {.status = status, .body = body, .headers = {"Content-Type: application/xml"}};
}

/// "/v1/installations/ab?accessToken=…" → "/v1/installations/ab"
QByteArray pathOf(const Seen& request)
{
    return request.path.split('?').first();
}

QByteArray lastSegment(const QByteArray& path)
{
    return path.mid(path.lastIndexOf('/') + 1);
}

} // namespace

bool StrictVendor::erase(const QByteArray& id)
{
    if (deleted.contains(id)) {
        ++repeated;
        return false;
    }
    deleted.insert(id);
    return true;
}

Answer StrictVendor::take(const Seen& request)
{
    const double drawn = std::uniform_real_distribution<double>(0, 1)(m_random);
    if (drawn < m_faults.resetBeforeEffect) {
        return {.body = {}, .headers = {}, .isConnectionCut = true};
    }
    Answer given = answer(request);
    given.isConnectionCut = drawn < m_faults.resetBeforeEffect + m_faults.lostAfterEffect;
    return given;
}

Answer StrictKameleoon::answer(const Seen& request)
{
    const Nanoseconds at = request.counted;
    bool isTooMuch = false;
    for (StrictWindow& window : m_rules.windows) {
        isTooMuch = isTooMuch || window.isFull(at);
        window.count(at);
    }
    if (isTooMuch) {
        ++refusals;
        return json(429, {{"message", "Too many requests"}});
    }
    if (request.method == "POST" && request.path == "/oauth/token") {
        if (!request.body.contains("grant_type=client_credentials"))
            return json(400, {});
        const QByteArray token = "token-" + QByteArray::number(++tokens);
        const Nanoseconds life = m_rules.tokenLife.value_or(std::chrono::hours(2));
        m_tokens[token] = at + life;
        return json(200, {{"access_token", QString::fromLatin1(token)},
                          {"token_type", "Bearer"},
                          {"expires_in", qint64(std::chrono::floor<std::chrono::seconds>(life).count())}});
    }
    const auto token = m_tokens.find(request.authorization.mid(int(strlen("Bearer "))));
    if (token == m_tokens.end() || at >= token->second) {
        ++unauthorized;
        return json(401, {{"message", "The token is not valid"}});
    }
    if (request.method != "DELETE" || !request.path.startsWith("/accounts/"))
        return json(404, {});
    return erase(lastSegment(request.path)) ? Answer{} : json(404, {{"message", "no such account"}});
}

Answer StrictChameleon::answer(const Seen& request)
{
    const Nanoseconds at = request.counted;
    const auto refuse = [&](const QByteArray& header, int value, const QString& key) {
        ++refusals;
        Answer answer = json(429, {{"code", 429}, {"messages", QJsonArray{"Rate Limited"}}, {key, value}});
        answer.headers << header + ": " + QByteArray::number(value);
        return answer;
    };
    if (m_rules.minute.isFull(at))
        return refuse("X-Retry-After", wholeSeconds(m_rules.minute.wait(at)), "wait");
    if (m_rules.bucket && m_rules.bucket->isFull(at))
        return refuse("X-Ratelimit-Wait", wholeSeconds(m_rules.bucket->wait(at)), "wait");
    Nanoseconds line{};
    if (m_rules.desks) {
        const StrictDesks::Place place = m_rules.desks->enter(at, m_rules.work);
        line = place.line;
        if (!place.isServed) {
            Answer answer = refuse("X-Ratelimit-Limit", m_rules.desks->desks(), "limit");
            answer.takes = line;
            return answer;
        }
    }
    m_rules.minute.count(at);
    if (m_rules.bucket)
        m_rules.bucket->count(at);
    Answer given = json(404, {{"code", 404}, {"messages", QJsonArray{"Endpoint not found"}}});
    if (request.header("X-Account-Secret").isEmpty()) {
        given = json(403, {{"code", 403}, {"messages", QJsonArray{"Unauthorized"}}});
    } else if (request.method == "DELETE" && request.path.startsWith("/v3/edit/profiles/")
               && request.path.endsWith("/forget")) {
        const QByteArray id = request.path.split('/').value(4);
        if (erase(id))
            given = json(200, {{"profile", QJsonObject{{"id", QString::fromLatin1(id)}}},
                               {"deletion", QJsonObject{{"id", "receipt-" + QString::fromLatin1(id)}}}});
    }
    given.takes = line + m_rules.work;
    return given;
}

Answer StrictWonderPush::answer(const Seen& request)
{
    const QByteArray key = request.header("X-WonderPush-Idempotency-Key");
    const QByteArray what = request.method + ' ' + pathOf(request) + '\n' + request.body;
    if (const auto kept = m_kept.find(key); !key.isEmpty() && kept != m_kept.end()) {
        if (kept->second.request != what)
            ++keyMisuses;
        return kept->second.answer;
    }
    Answer given = decide(request);
    if (!key.isEmpty() && given.status != 429)
        m_kept[key] = {what, given};
    return given;
}

Answer StrictWonderPush::decide(const Seen& request)
{
    const Nanoseconds at = request.counted;
    const QByteArray path = pathOf(request);
    const bool isBatch = request.method == "POST" && path == "/v1/batch";
    StrictPace& pace = isBatch ? m_rules.batches : m_rules.installations;
    const bool isAllowed = pace.take(at);
    const auto error = [](int status, const QString& code, const QString& message, QJsonObject more = {}) {
        more["status"] = status;
        more["code"] = code;
        more["message"] = message;
        return json(status, {{"error", more}});
    };
    const bool isSignedIn =
        isBatch
            ? objectIn(request).value(QStringLiteral("accessToken")).isString()
            : QUrlQuery(QUrl(QString::fromLatin1(request.path))).hasQueryItem(QStringLiteral("accessToken"));
    Answer given;
    if (!isAllowed) {
        ++refusals;
        const int wait = wholeSeconds(pace.wait(at));
        given = error(429, "10006", "Rate limit exceeded",
                      {{"rateLimit", QJsonObject{{"retryAfter", wait},
                                                 {"limit", pace.burst()},
                                                 {"reset", wholeSeconds(pace.reset(at))}}}});
        given.headers << "Retry-After: " + QByteArray::number(wait);
    } else if (!isSignedIn) {
        given = error(403, "11003", "Invalid access token");
    } else if (isBatch) {
        given = batch(request);
    } else if (request.method == "DELETE" && path.startsWith("/v1/installations/")) {
        given = erase(lastSegment(path)) ? json(200, {{"success", true}})
                                         : error(404, "12024", "No such installation");
    } else {
        given = error(404, "10000", "No such URL");
    }
    static const QList<QByteArray> nonsense{"soon", "-3", "1e99", "NaN", "1795943476"};
    const QByteArray odd = nonsense[m_nonsense++ % nonsense.size()];
    const QByteArray reset =
        QByteArray::number(pace.reset(at) > Nanoseconds{} ? wholeSeconds(pace.reset(at)) : 0);
    given.headers << "X-RateLimit-Limit: "
                         + (m_rules.isTalkingNonsense ? odd : QByteArray::number(pace.burst()))
                  << "X-RateLimit-Remaining: "
                         + (m_rules.isTalkingNonsense ? odd : QByteArray::number(pace.remaining(at)))
                  << "X-RateLimit-Reset: " + (m_rules.isTalkingNonsense ? odd : reset);
    return given;
}

Answer StrictWonderPush::batch(const Seen& request)
{
    QJsonArray responses;
    const QJsonArray parts = objectIn(request).value(QStringLiteral("requests")).toArray();
    for (const QJsonValue& value : parts) {
        const QJsonObject part = value.toObject();
        const QByteArray path = part.value(QStringLiteral("path")).toString().toLatin1();
        if (part.value(QStringLiteral("method")).toString() != QLatin1String("DELETE")
            || !path.startsWith("/v1/installations/")) {
            responses << QJsonObject{{"error", QJsonObject{{"status", 404}, {"code", "10000"}}}};
        } else if (!m_rules.installations.take(request.counted)) {
            ++refusals;
            const int wait = wholeSeconds(m_rules.installations.wait(request.counted));
            responses << QJsonObject{
                {"error",
                 QJsonObject{{"status", 429},
                             {"code", "10006"},
                             {"message", "Rate limit exceeded"},
                             {"rateLimit", QJsonObject{{"retryAfter", wait},
                                                       {"limit", m_rules.installations.burst()},
                                                       {"reset", wholeSeconds(m_rules.installations.reset(
                                                                     request.counted))}}}}}};
        } else if (!erase(lastSegment(path))) {
            responses << QJsonObject{{"error", QJsonObject{{"status", 404}, {"code", "12024"}}}};
        } else {
            responses << QJsonObject{{"success", true}};
        }
    }
    return json(200, {{"responses", responses}});
}

void StrictAccompa::block(Nanoseconds at)
{
    m_blockedUntil = at + m_rules.block;
    m_toldAt.reset();
    ++blocks;
}

Answer StrictAccompa::answer(const Seen& request)
{
    const Nanoseconds at = request.counted;
    const auto wait = [&](Nanoseconds until) {
        return "<try_again_after>" + QByteArray::number(wholeSeconds(until - at)) + "</try_again_after>";
    };
    if (request.path.endsWith("/rate_throttle_status")) {
        ++statusCalls;
        statusCallsAt.push_back(at);
        return xml(200, at < m_blockedUntil ? "<rate_throttle_status><api_available>no</api_available>"
                                                  + wait(m_blockedUntil) + "</rate_throttle_status>"
                                            : "<rate_throttle_status><api_available>yes</api_available>"
                                              "</rate_throttle_status>");
    }
    if (++m_calls == m_rules.blockedAtCall)
        block(at);
    const bool isTooMuch = m_rules.window.isFull(at);
    m_rules.window.count(at);
    if (at < m_blockedUntil || isTooMuch) {
        ++refusals;
        if (at < m_blockedUntil) {
            ++callsInBlock;
            // An answer is on its way for half a round trip, and so is the next call.
            if (m_toldAt && request.arrived > *m_toldAt + std::chrono::milliseconds(60))
                ++callsAfterTold;
            m_blockedUntil = at + m_rules.block;
        } else {
            block(at);
        }
        m_toldAt = m_toldAt.value_or(at);
        return xml(503, "<error><code>Request_Throttled</code><message>Concurrent rate limit exceeded."
                        "</message>"
                            + wait(m_blockedUntil) + "</error>");
    }
    if (m_rules.day) {
        if (m_rules.day->isFull(at)) {
            ++refusals;
            return xml(503, "<error><code>Daily_Limit_Exceeded</code><message>API daily limit exceeded..."
                            "</message>"
                                + wait(at + m_rules.day->wait(at)) + "</error>");
        }
        m_rules.day->count(at);
    }
    const QList<QByteArray> path = request.path.split('/'); // "", api2, key, re, id
    if (path.size() != 5 || !request.authorization.startsWith("Basic "))
        return xml(401, "<error><code>Unauthorized</code></error>");
    if (request.method != "DELETE" || path[3] != "re")
        return xml(404, "<error><code>Not_Found</code></error>");
    return erase(path[4])
               ? xml(200, {})
               : xml(409, "<error><code>Conflict</code><message>already deleted</message></error>");
}

} // namespace support
