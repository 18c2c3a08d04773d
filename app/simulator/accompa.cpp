#include "simulator/accompa.h"

#include <QByteArray>

#include <algorithm>
#include <cctype>
#include <utility>

namespace simulator {

namespace {

Headers xmlType()
{
    return {{"Content-Type", "application/xml"}};
}

Answer error(int status, const std::string& code, const std::string& message, const std::string& more = {})
{
    return {.status = status,
            .headers = xmlType(),
            .body = "<error>\n<code>" + code + "</code>\n<message>" + message + "</message>\n" + more
                    + "</error>\n"};
}

std::string tryAgainAfter(Duration wait)
{
    return "<try_again_after>" + std::to_string(wholeSeconds(wait)) + "</try_again_after>\n";
}

bool isInteger(const std::string& id)
{
    return !id.empty() && id.size() <= 18
           && std::ranges::all_of(id, [](unsigned char c) { return std::isdigit(c) != 0; });
}

} // namespace

Accompa::Accompa(VendorOptions given, const AccompaRules& rules)
    : SimVendor(std::move(given))
    , m_rules(rules)
    , m_window(window("10 s window", rules.windowMax, rules.windowPer))
{
    if (rules.dailyMax > 0) {
        const Duration day = scaled(rules.dailyPer);
        m_day.emplace("day", rules.dailyMax, day, Counting::fixed, drawPhase(day));
    }
}

std::string Accompa::shownPath(const SimRequest& request) const
{
    const std::size_t key = std::string_view("/api2/").size();
    if (!request.path.starts_with("/api2/"))
        return request.path;
    const std::size_t end = request.path.find('/', key);
    return "/api2/…" + (end == std::string::npos ? std::string() : request.path.substr(end));
}

void Accompa::beginBlock(Duration length, Instant now)
{
    m_blockedUntil = now + length;
    m_blockLength = length;
    ++counters.blocks;
}

void Accompa::endBlock()
{
    m_blockedUntil = {};
}

void Accompa::countCall(Instant now)
{
    const bool isOver = m_window.count(now);
    if (m_day)
        m_day->count(now);
    if (isBlocked(now)) {
        m_blockedUntil = now + m_blockLength;
        ++counters.restarts;
    } else if (isOver) {
        beginBlock(scaled(m_rules.block), now);
    }
}

void Accompa::countOther(Instant now)
{
    countCall(now);
}

std::vector<Peak> Accompa::peaks() const
{
    std::vector<Peak> found{m_window.peak()};
    if (m_day)
        found.push_back(m_day->peak());
    return found;
}

bool Accompa::isExempt(const SimRequest& request) const
{
    const std::vector<std::string> path = request.segments();
    return request.method == "GET" && path.size() == 3 && path[0] == "api2"
           && path[2] == "rate_throttle_status";
}

Answer Accompa::throttled(Instant now) const
{
    Answer answer = error(503, "Request_Throttled",
                          "Concurrent rate limit exceeded. Try again after the following amount of time has "
                          "elapsed (in seconds):",
                          tryAgainAfter(m_blockedUntil - now));
    answer.isRefused = true;
    return answer;
}

Answer Accompa::refuse(const SimRequest&, Instant now, Duration wait)
{
    m_window.note(now);
    countCall(now);
    if (!isBlocked(now))
        beginBlock(wait, now); // this vendor refuses only by blocking
    return throttled(now);
}

bool Accompa::isSignedIn(const SimRequest& request, const std::string& key, Instant now)
{
    constexpr std::string_view scheme = "Basic ";
    const std::string_view authorization = request.header("Authorization");
    if (!authorization.starts_with(scheme))
        return false;
    const std::string_view coded = authorization.substr(scheme.size());
    const QByteArray plain =
        QByteArray::fromBase64(QByteArray(coded.data(), static_cast<qsizetype>(coded.size())));
    return plain.size() > 1 && plain.contains(':') && keyring.accepts(key + ":" + plain.toStdString(), now);
}

Answer Accompa::status(Instant now) const
{
    std::string body = "<rate_throttle_status>\n<api_available>yes</api_available>\n";
    if (isBlocked(now))
        body = "<rate_throttle_status>\n<api_available>no</api_available>\n"
               + tryAgainAfter(m_blockedUntil - now);
    return {.status = 200, .headers = xmlType(), .body = body + "</rate_throttle_status>\n"};
}

Answer Accompa::serve(const SimRequest& request, Instant now)
{
    const std::vector<std::string> path = request.segments();
    const std::string key = path.size() > 1 && path[0] == "api2" ? path[1] : std::string();
    if (!isExempt(request)) {
        m_window.note(now);
        if (m_day)
            m_day->note(now);
        countCall(now);
        if (isBlocked(now))
            return throttled(now);
        if (m_day && m_day->used(now) > m_rules.dailyMax) {
            Answer answer = error(503, "Daily_Limit_Exceeded", "API daily limit exceeded...",
                                  tryAgainAfter(m_day->wait(now)));
            answer.isRefused = true;
            return answer;
        }
    }
    if (key.empty() || !isSignedIn(request, key, now))
        return error(401, "Unauthorized", "The API key, user or password is not valid.");
    if (isExempt(request))
        return status(now);
    if (path.size() != 4 || (path[2] != "re" && path[2] != "ft") || !isInteger(path[3]))
        return error(404, "Not_Found", "The requested resource was not found.");
    if (request.method != "DELETE")
        return error(405, "Method_Not_Allowed", "The method is not allowed.");
    return remove(path[2], path[3]);
}

Answer Accompa::remove(const std::string& kind, const std::string& id)
{
    Answer answer{.status = 200, .headers = xmlType(), .body = {}};
    if (const Failure failure = records.failureOf(id); failure.status != 0) {
        answer = error(failure.status, "Internal_Error", "The operator wanted it so.");
        if (failure.isAfterEffect)
            erase(kind, id, answer);
        return answer;
    }
    const Records::State state = records.stateOf(kind, id);
    if (erase(kind, id, answer))
        return answer;
    return state == Records::State::deleted
               ? error(409, "Already_Deleted", "The requested resource was deleted already.")
               : error(404, "Not_Found", "The requested resource was not found.");
}

} // namespace simulator
