#include "simulator/wonderpush.h"

#include "simulator/json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cctype>
#include <utility>

namespace simulator {

namespace {

constexpr const char* keyHeader = "X-WonderPush-Idempotency-Key";
constexpr std::size_t keyLengthMax = 64;

/// The vendor's numbers: https://docs.wonderpush.com/reference/conventions
QJsonObject errorBody(int status, const char* code, const char* message)
{
    return {{"error", QJsonObject{{"status", status}, {"code", code}, {"message", message}}}};
}

Answer error(int status, const char* code, const char* message)
{
    return {.status = status, .headers = jsonType(), .body = jsonText(errorBody(status, code, message))};
}

QJsonObject rateBody(const Gcra& quota, Instant now, Duration wait)
{
    QJsonObject body = errorBody(429, "10006", "Rate limit exceeded");
    QJsonObject inner = body["error"].toObject();
    inner.insert(
        "rateLimit",
        QJsonObject{{"retryAfter", static_cast<qint64>(wholeSeconds(wait))},
                    {"limit", static_cast<qint64>(quota.burst())},
                    {"reset", static_cast<qint64>(
                                  std::chrono::ceil<std::chrono::seconds>(quota.reset(now)).count())}});
    body.insert("error", inner);
    return body;
}

bool isKey(std::string_view key)
{
    return key.size() <= keyLengthMax && std::ranges::all_of(key, [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '-' || c == '_';
           });
}

} // namespace

WonderPush::WonderPush(VendorOptions given, const WonderPushRules& rules)
    : SimVendor(std::move(given))
    , m_rules(rules)
{
}

Gcra& WonderPush::quotaOf(const std::string& method, const std::vector<std::string>& path)
{
    const std::string endpoint = method + " /" + (path.size() > 1 ? path[1] : std::string());
    auto found = m_quotas.find(endpoint);
    if (found == m_quotas.end()) {
        const auto own = m_rules.endpoints.find(endpoint);
        const WonderPushPace& pace = own == m_rules.endpoints.end() ? m_rules.pace : own->second;
        found = m_quotas.emplace(endpoint, Gcra(endpoint, pace.burst, scaled(pace.every))).first;
    }
    return found->second;
}

void WonderPush::countOther(Instant now)
{
    // Others use what we use: one call of every endpoint that was called so far.
    for (auto& [endpoint, quota] : m_quotas)
        quota.take(now, Caller::other);
}

std::vector<Peak> WonderPush::peaks() const
{
    std::vector<Peak> found;
    for (const auto& [endpoint, quota] : m_quotas)
        found.push_back(quota.peak());
    return found;
}

void WonderPush::tellQuota(Answer& answer, const Gcra& quota, Instant now) const
{
    const auto reset = std::chrono::ceil<std::chrono::seconds>(quota.reset(now)).count();
    answer.headers.emplace_back("X-RateLimit-Limit", std::to_string(quota.burst()));
    answer.headers.emplace_back("X-RateLimit-Remaining", std::to_string(quota.remaining(now)));
    answer.headers.emplace_back("X-RateLimit-Reset", std::to_string(reset));
}

Answer WonderPush::tooMany(const Gcra& quota, Instant now, Duration wait) const
{
    Answer answer{.status = 429, .headers = jsonType(), .body = jsonText(rateBody(quota, now, wait))};
    answer.isRefused = true;
    answer.headers.emplace_back("Retry-After", std::to_string(wholeSeconds(wait)));
    tellQuota(answer, quota, now);
    return answer;
}

Answer WonderPush::refuse(const SimRequest& request, Instant now, Duration wait)
{
    Gcra& quota = quotaOf(request.method, request.segments());
    quota.take(now, Caller::own);
    return tooMany(quota, now, wait);
}

Answer WonderPush::serve(const SimRequest& request, Instant now)
{
    Gcra& quota = quotaOf(request.method, request.segments());
    if (!quota.take(now, Caller::own))
        return tooMany(quota, now, quota.wait(now));
    Answer answer = once(request, now);
    tellQuota(answer, quota, now);
    return answer;
}

void WonderPush::forgetKeys(Instant now)
{
    const Duration kept = scaled(m_rules.keysKept);
    while (!m_keysByAge.empty() && m_keysByAge.front().first + kept <= now) {
        m_remembered.erase(m_keysByAge.front().second);
        m_keysByAge.pop_front();
    }
}

Answer WonderPush::once(const SimRequest& request, Instant now)
{
    const std::string key(request.header(keyHeader));
    if (key.empty() || request.method == "GET")
        return work(request, now);
    if (!isKey(key))
        return error(400, "12042", "The idempotency key is invalid");
    forgetKeys(now);
    const std::string what = request.method + ' ' + request.path + '\n' + request.body;
    if (const auto known = m_remembered.find(key); known != m_remembered.end()) {
        if (known->second.request != what)
            ++counters.keyMisuses;
        if (now < known->second.endsAt)
            return error(409, "12045", "The first call with this idempotency key still runs");
        ++counters.replays;
        Answer answer = known->second.answer;
        answer.effects = 0;
        return answer;
    }
    Answer answer = work(request, now);
    // Refused and not understood is not remembered; nor is anything when the vendor dies before it acts.
    const bool isWorthIt = answer.status < 400 || answer.status == 404 || answer.status >= 500;
    if (isWorthIt && !withholdsEffects()) {
        m_remembered.emplace(key, Remembered{what, answer, now + service(), now});
        m_keysByAge.emplace_back(now, key);
    }
    return answer;
}

Answer WonderPush::work(const SimRequest& request, Instant now)
{
    const std::vector<std::string> path = request.segments();
    const bool isPost = request.method == "POST";
    const QJsonObject form =
        isPost ? QJsonDocument::fromJson(QByteArray::fromStdString(request.body)).object() : QJsonObject();
    std::string token = request.parameter("accessToken");
    if (isPost) {
        token = form["accessToken"].toString().toStdString();
        if (token.empty())
            token = fieldOf(request.body, "accessToken", true);
    }
    if (!keyring.accepts(token, now))
        return error(403, "11003", "The provided access token is invalid");
    if (path.size() == 2 && path[0] == "v1" && path[1] == "batch" && isPost)
        return batch(form, now);
    return item(request.method, path);
}

Answer WonderPush::batch(const QJsonObject& form, Instant now)
{
    const QJsonArray requests = form["requests"].toArray();
    if (!form["requests"].isArray())
        return error(400, "10002", "A mandatory parameter has been omitted: requests");
    if (m_rules.batchMax > 0 && static_cast<std::size_t>(requests.size()) > m_rules.batchMax)
        return error(400, "10001", "Too many requests in one batch");
    Answer whole{.status = 200, .headers = jsonType(), .body = {}};
    QJsonArray answers;
    for (const QJsonValue& value : requests) {
        const QJsonObject part = value.toObject();
        const std::string method = part["method"].toString("GET").toStdString();
        const SimRequest request = SimRequest::of(method, part["path"].toString().toStdString());
        const std::vector<std::string> path = request.segments();
        Gcra& quota = quotaOf(method, path);
        if (!quota.take(now, Caller::own)) {
            ++counters.refused;
            answers.append(rateBody(quota, now, quota.wait(now)));
            continue;
        }
        const bool isNested = path.size() > 1 && path[1] == "batch";
        const Answer one = isNested ? error(404, "10000", "No handler found") : item(method, path);
        whole.effects += one.effects;
        answers.append(QJsonDocument::fromJson(QByteArray::fromStdString(one.body)).object());
    }
    whole.body = jsonText({{"responses", answers}});
    return whole;
}

Answer WonderPush::item(const std::string& method, const std::vector<std::string>& path)
{
    const bool isUser = path.size() == 3 && path[1] == "users";
    const bool isInstallation = path.size() == 3 && path[1] == "installations";
    if ((!isUser && !isInstallation) || path[0] != "v1" || path[2].empty()
        || (method != "DELETE" && method != "GET"))
        return error(404, "10000", "No handler found");
    const std::string& id = path[2];
    Answer answer{.status = 200, .headers = jsonType(), .body = jsonText({{"success", true}})};
    if (const Failure failure = records.failureOf(id); failure.status != 0) {
        answer = error(failure.status, "12009", "An unexpected error occurred");
        if (failure.isAfterEffect && method == "DELETE")
            erase(path[1], id, answer);
        return answer;
    }
    const Answer absent = isUser ? error(404, "12002", "The user does not exist")
                                 : error(404, "12024", "The installation does not exist");
    if (method == "DELETE")
        return erase(path[1], id, answer) ? answer : absent;
    if (records.stateOf(path[1], id) != Records::State::present)
        return absent;
    answer.body = jsonText({{"id", text(id)}});
    return answer;
}

} // namespace simulator
