#include "simulator/chameleon.h"

#include "simulator/json.h"

#include <QJsonArray>

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

namespace simulator {

namespace {

constexpr const char* notFoundWords =
    "Endpoint not found: Please recheck with the API docs https://developers.chameleon.io";
constexpr const char* rateWords =
    "Rate Limited: Please refer to the API docs "
    "https://developers.chameleon.io/concepts/rate-limiting for more information";

Answer error(int status, const char* words, const QJsonObject& more = {})
{
    QJsonObject body{{"code", status}, {"messages", QJsonArray{words}}};
    for (auto it = more.begin(); it != more.end(); ++it)
        body.insert(it.key(), it.value());
    return {.status = status, .headers = jsonType(), .body = jsonText(body)};
}

/// Object ids are 24 hex characters (12 bytes).
bool isObjectId(const std::string& id)
{
    return id.size() == 24 && std::ranges::all_of(id, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::string objectIdOf(const std::string& what)
{
    std::uint64_t hash = 14695981039346656037ULL; // FNV-1a: the same on every machine
    for (const char c : what)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    base::Random random(hash);
    static constexpr char digits[] = "0123456789abcdef";
    std::string id(24, '0');
    std::ranges::generate(id, [&random] { return digits[random.between(0, 15)]; });
    return id;
}

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

} // namespace

Chameleon::Chameleon(VendorOptions given, const ChameleonRules& rules)
    : SimVendor(std::move(given))
    , m_rules(rules)
{
    if (rules.minuteMax > 0)
        m_minute.emplace(window("minute window", rules.minuteMax, rules.minutePer));
    if (rules.bucketMax > 0)
        m_bucket.emplace(window("bucket", rules.bucketMax, rules.bucketPer));
    if (rules.atOnceMax > 0)
        m_desks.emplace("at once", rules.atOnceMax, scaled(rules.patience));
}

void Chameleon::countOther(Instant now)
{
    for (auto* window : {&m_minute, &m_bucket}) {
        if (*window)
            (*window)->count(now);
    }
}

std::vector<Peak> Chameleon::peaks() const
{
    std::vector<Peak> found;
    if (m_minute)
        found.push_back(m_minute->peak());
    if (m_bucket)
        found.push_back(m_bucket->peak());
    if (m_desks)
        found.push_back(m_desks->peak());
    return found;
}

Answer Chameleon::refuse(const SimRequest&, Instant now, Duration wait)
{
    countOther(now);
    const auto seconds = wholeSeconds(wait);
    Answer answer = error(429, rateWords, {{"wait", static_cast<qint64>(seconds)}});
    answer.headers.emplace_back("X-Retry-After", std::to_string(seconds));
    answer.isRefused = true;
    return answer;
}

Answer Chameleon::serve(const SimRequest& request, Instant now)
{
    for (auto* window : {&m_minute, &m_bucket}) {
        if (*window)
            (*window)->note(now);
    }
    const bool isMinuteFull = m_minute && m_minute->isFull(now);
    const bool isBucketFull = m_bucket && m_bucket->isFull(now);
    if (isMinuteFull || isBucketFull) {
        const auto seconds = wholeSeconds(isMinuteFull ? m_minute->wait(now) : m_bucket->wait(now));
        const auto told = !m_rules.bodyWaitIsShort ? seconds
                          : seconds > 100          ? seconds - 100
                                                   : std::max<std::int64_t>(seconds / 2, 1);
        Answer answer = error(429, rateWords, {{"wait", static_cast<qint64>(told)}});
        answer.headers.emplace_back(isMinuteFull ? "X-Retry-After" : "X-Ratelimit-Wait",
                                    std::to_string(seconds));
        if (m_rules.bodyWaitIsShort && m_desks)
            answer.headers.emplace_back("X-Ratelimit-Limit", std::to_string(m_desks->max()));
        answer.isRefused = true;
        if (m_rules.countsRefused)
            countOther(now);
        return answer;
    }
    countOther(now);
    Duration inLine{};
    if (m_desks) {
        const Desks::Place place = m_desks->enter(now, service(), Caller::own);
        inLine = place.wait;
        if (!place.isGranted) {
            Answer answer = error(429, rateWords, {{"limit", static_cast<qint64>(m_desks->max())}});
            answer.headers.emplace_back("X-Ratelimit-Limit", std::to_string(m_desks->max()));
            answer.isRefused = true;
            answer.takes = place.wait;
            return answer;
        }
    }
    Answer answer = work(request, now);
    answer.takes += inLine;
    return answer;
}

Answer Chameleon::work(const SimRequest& request, Instant now)
{
    if (!keyring.accepts(std::string(request.header("X-Account-Secret")), now))
        return error(403, "Unauthorized: Please check your Chameleon Account Secret");
    const std::vector<std::string> path = request.segments();
    if (path.empty() && request.method == "GET") {
        return {.status = 200,
                .headers = jsonType(),
                .body = jsonText({{"account", QJsonObject{{"id", text(objectIdOf("account"))}}},
                                  {"user", QJsonObject{{"id", text(objectIdOf("user"))}}}})};
    }
    if (path.size() < 3 || path.size() > 5 || path[0] != "v3" || path[1] != "edit"
        || request.method != "DELETE")
        return error(404, notFoundWords);

    static const std::map<std::string, std::string> nouns{
        {"profiles", "profile"}, {"companies", "company"}, {"webhooks", "webhook"}};
    const auto noun = nouns.find(path[2]);
    if (noun == nouns.end())
        return error(404, notFoundWords);
    // .../profiles/{id}/forget, .../profiles/{id}, or without the id and with ?uid=
    std::vector<std::string> rest(path.begin() + 3, path.end());
    std::string verb = "clear";
    if (noun->second == "profile" && !rest.empty() && rest.back() == "forget") {
        verb = "forget";
        rest.pop_back();
    }
    if (rest.size() == 1 && isObjectId(rest[0]))
        return remove(noun->second, verb, lower(rest[0]));
    if (const std::string uid = request.parameter("uid"); rest.empty() && !uid.empty())
        return remove(noun->second, verb, objectIdOf("uid " + uid));
    return error(404, notFoundWords);
}

Answer Chameleon::remove(const std::string& noun, const std::string& verb, const std::string& id)
{
    Answer answer{.status = 200, .headers = jsonType(), .body = {}};
    const std::string cleared = noun + " cleared";
    if (const Failure failure = records.failureOf(id); failure.status != 0) {
        answer = error(failure.status, "Internal server error");
        if (failure.isAfterEffect)
            erase(verb == "forget" ? noun : cleared, id, answer);
        return answer;
    }
    // What is forgotten cannot be cleared any more; what is cleared can still be forgotten.
    const bool isForgotten = records.stateOf(noun, id) == Records::State::deleted;
    const bool isClear = noun == "profile" && verb == "clear";
    if ((isClear && isForgotten) || !erase(isClear ? cleared : noun, id, answer))
        return error(404, notFoundWords);
    QJsonObject body{{text(noun), QJsonObject{{"id", text(id)}}}};
    if (noun == "profile" && !isClear)
        body.insert("deletion", QJsonObject{{"id", text(objectIdOf("deletion " + id))}});
    answer.body = jsonText(body);
    return answer;
}

} // namespace simulator
