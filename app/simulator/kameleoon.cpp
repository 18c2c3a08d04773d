#include "simulator/kameleoon.h"

#include "simulator/json.h"

#include <QJsonArray>

#include <algorithm>
#include <cctype>
#include <utility>

namespace simulator {

namespace {

bool isAccountId(const std::string& id)
{
    return !id.empty() && id.size() <= 18
           && std::ranges::all_of(id, [](unsigned char c) { return std::isdigit(c) != 0; });
}

Answer error(int status, const char* words)
{
    return {.status = status, .headers = jsonType(), .body = jsonText({{"error", words}})};
}

} // namespace

Kameleoon::Kameleoon(VendorOptions given, const KameleoonRules& rules)
    : SimVendor(std::move(given))
    , m_rules(rules)
    , m_short(window("10 s window", rules.shortMax, rules.shortPer))
    , m_long(window("hour window", rules.longMax, rules.longPer))
    , m_clients(options().secrets, {})
{
    keyring.setLife(scaled(options().tokenLife.value_or(rules.tokenLife)));
}

bool Kameleoon::countOwn(Instant now)
{
    m_short.note(now);
    m_long.note(now);
    const bool isOver = m_short.isFull(now) || m_long.isFull(now);
    if (!isOver || m_rules.countsRefused)
        countOther(now);
    return isOver;
}

void Kameleoon::countOther(Instant now)
{
    m_short.count(now);
    m_long.count(now);
}

std::vector<Peak> Kameleoon::peaks() const
{
    return {m_short.peak(), m_long.peak()};
}

Answer Kameleoon::tooMany(Duration wait) const
{
    Answer answer = error(429, "Too Many Requests");
    answer.isRefused = true;
    if (m_rules.saysRetryAfter)
        answer.headers.emplace_back("Retry-After", std::to_string(wholeSeconds(wait)));
    return answer;
}

Answer Kameleoon::refuse(const SimRequest&, Instant now, Duration wait)
{
    countOwn(now);
    return tooMany(wait);
}

Answer Kameleoon::serve(const SimRequest& request, Instant now)
{
    const std::vector<std::string> path = request.segments();
    const bool isTokenCall = path == std::vector<std::string>{"oauth", "token"};
    if (isTokenCall)
        ++counters.tokens;
    if ((!isTokenCall || m_rules.countsTokenCalls) && countOwn(now))
        return tooMany(std::max(m_short.wait(now), m_long.wait(now)));
    if (isTokenCall)
        return token(request, now);

    constexpr std::string_view scheme = "Bearer ";
    const std::string_view authorization = request.header("Authorization");
    if (!authorization.starts_with(scheme)
        || !keyring.accepts(std::string(authorization.substr(scheme.size())), now)) {
        Answer answer = error(401, "invalid_token");
        answer.headers.emplace_back("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        return answer;
    }
    if (path.size() != 2 || path[0] != "accounts" || !isAccountId(path[1]))
        return error(404, "Not Found");
    return account(request, path[1]);
}

Answer Kameleoon::token(const SimRequest& request, Instant now)
{
    if (request.method != "POST")
        return error(405, "Method Not Allowed");
    if (fieldOf(request.body, "grant_type", true) != "client_credentials")
        return error(400, "unsupported_grant_type");
    const std::string id = fieldOf(request.body, "client_id", true);
    const std::string secret = fieldOf(request.body, "client_secret", true);
    if (id.empty() || secret.empty() || !m_clients.accepts(id + ":" + secret, now))
        return error(401, "invalid_client");
    const auto life = std::chrono::floor<std::chrono::seconds>(keyring.life()).count();
    return {.status = 200,
            .headers = jsonType(),
            .body = jsonText({{"access_token", text(keyring.issue(now))},
                              {"token_type", "bearer"},
                              {"expires_in", static_cast<qint64>(std::max<std::int64_t>(life, 1))}})};
}

Answer Kameleoon::account(const SimRequest& request, const std::string& id)
{
    const bool isDelete = request.method == "DELETE";
    if (!isDelete && request.method != "GET")
        return error(405, "Method Not Allowed");
    if (const Failure failure = records.failureOf(id); failure.status != 0) {
        Answer answer = error(failure.status, "the operator wanted it so");
        if (isDelete && failure.isAfterEffect)
            erase("account", id, answer);
        return answer;
    }
    if (isDelete) {
        Answer answer{.status = 204, .headers = {}, .body = {}};
        return erase("account", id, answer) ? answer : error(m_rules.absentStatus, "Account not found");
    }
    if (records.stateOf("account", id) != Records::State::present)
        return error(m_rules.absentStatus, "Account not found");
    const char* role = records.isAdministrator(id) ? "ADMIN" : "EDITOR";
    // The document warns that account JSON may hold a client's secret: here is one, so that tests can look
    // for it.
    return {.status = 200,
            .headers = jsonType(),
            .body = jsonText({{"id", text(id).toLongLong()},
                              {"email", text(records.addressOf(id))},
                              {"firstName", "User"},
                              {"lastName", text(id)},
                              {"roles", QJsonArray{role}},
                              {"amClientId", "practice-am-client"},
                              {"amClientSecret", "practice-am-secret"}})};
}

} // namespace simulator
