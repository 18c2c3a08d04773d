#include "simulator/genericvendor.h"

#include "simulator/json.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <utility>

namespace simulator {

namespace {

std::vector<std::string> segmentsOf(const std::string& path)
{
    return SimRequest::of({}, path).segments();
}

bool isHole(const std::string& segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// The value of {id}, or nothing where the path is another. Other holes match any segment.
std::optional<std::string> idIn(const std::vector<std::string>& path, const std::vector<std::string>& pattern)
{
    if (path.size() != pattern.size())
        return std::nullopt;
    std::string id;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (pattern[i] == "{id}")
            id = path[i];
        else if (!isHole(pattern[i]) && pattern[i] != path[i])
            return std::nullopt;
    }
    return id;
}

bool isBelow(const std::string& path, const std::string& scope)
{
    return path.starts_with(scope)
           && (path.size() == scope.size() || scope.empty() || scope.back() == '/'
               || path[scope.size()] == '/');
}

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
std::string httpDate(std::chrono::sys_seconds when)
{
    const QDateTime date = QDateTime::fromSecsSinceEpoch(when.time_since_epoch().count(), Qt::UTC);
    return QLocale::c().toString(date, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'")).toStdString();
}

} // namespace

/// One limit at work: exactly one of the three.
struct GenericVendor::Rule {
    std::string scope;
    std::optional<CallWindow> window;
    std::optional<Gcra> pace;
    std::optional<Desks> desks;
};

GenericVendor::GenericVendor(GenericPlan plan, VendorOptions given)
    : SimVendor(std::move(given))
    , m_plan(std::move(plan))
{
    keyring.setLife(
        scaled(options().tokenLife.value_or(m_plan.tokenPath.empty() ? Duration{} : m_plan.tokenLife)));
    for (const GenericLimit& limit : m_plan.limits) {
        auto rule = std::make_unique<Rule>();
        rule->scope = limit.scope;
        const std::int64_t max = std::max<std::int64_t>(limit.max, 1);
        switch (limit.kind) {
        case GenericLimit::Kind::window:
            rule->window.emplace(window(limit.name, max, limit.per));
            break;
        case GenericLimit::Kind::daily: {
            const Duration day = scaled(std::chrono::hours(24));
            rule->window.emplace(limit.name, max, day, Counting::fixed, drawPhase(day));
            break;
        }
        case GenericLimit::Kind::paced:
            rule->pace.emplace(limit.name, std::max<std::int64_t>(limit.burst, 1), scaled(limit.every));
            break;
        case GenericLimit::Kind::concurrency:
            rule->desks.emplace(limit.name, max, Duration{});
            break;
        }
        m_rules.push_back(std::move(rule));
    }
    for (const GenericOperation& operation : m_plan.operations)
        m_patterns.emplace_back(QRegularExpression::anchoredPattern(text(operation.idPattern)));
}

GenericVendor::~GenericVendor() = default;

std::string GenericVendor::below(const SimRequest& request) const
{
    const std::vector<std::string> base = segmentsOf(m_plan.basePath);
    std::string_view rest = request.path;
    for (std::size_t i = 0; i < base.size() && !rest.empty(); ++i)
        rest.remove_prefix(std::min(rest.find('/', 1), rest.size()));
    return std::string(rest);
}

std::string GenericVendor::shownPath(const SimRequest& request) const
{
    // A hole of the base path is where a key stands.
    return m_plan.basePath.contains('{') ? "…" + below(request) : request.path;
}

void GenericVendor::countOther(Instant now)
{
    for (const auto& rule : m_rules) {
        if (rule->window)
            rule->window->count(now);
        if (rule->pace)
            rule->pace->take(now, Caller::other);
    }
}

std::vector<Peak> GenericVendor::peaks() const
{
    std::vector<Peak> found;
    for (const auto& rule : m_rules) {
        found.push_back(rule->window ? rule->window->peak()
                        : rule->pace ? rule->pace->peak()
                                     : rule->desks->peak());
    }
    return found;
}

std::optional<Duration> GenericVendor::countOwn(const SimRequest& request, Instant now)
{
    std::optional<Duration> refused;
    std::vector<Rule*> concerned;
    const std::string path = below(request);
    for (const auto& rule : m_rules) {
        if (isBelow(path, rule->scope))
            concerned.push_back(rule.get());
    }
    const auto refuseFor = [&refused](Duration wait) { refused = std::max(refused.value_or(wait), wait); };
    for (Rule* rule : concerned) {
        if (rule->window) {
            rule->window->note(now);
            if (rule->window->isFull(now))
                refuseFor({});
        } else if (rule->pace && !rule->pace->take(now, Caller::own)) {
            refuseFor(rule->pace->wait(now));
        }
    }
    for (Rule* rule : concerned) {
        // What is refused already takes no desk.
        if (rule->desks && !refused && !rule->desks->enter(now, service(), Caller::own).isGranted)
            refuseFor({});
    }
    for (Rule* rule : concerned) {
        if (!rule->window)
            continue;
        if (!refused || m_plan.countsRefused)
            rule->window->count(now);
        if (refused) // told after counting: a refused call that counts makes the wait longer
            refuseFor(rule->window->wait(now));
    }
    return refused;
}

Answer GenericVendor::tooMany(Instant now, Duration wait) const
{
    Answer answer{.status = m_plan.refusalStatus, .headers = jsonType(), .body = {}};
    answer.body = jsonText({{"error", "Too Many Requests"}});
    answer.isRefused = true;
    if (m_plan.saysRetryAfter && m_plan.saysRetryAfterAsDate) {
        // Both dates show whole seconds: the difference must not be shorter than the wait.
        const auto shown =
            std::chrono::floor<std::chrono::seconds>(options().wallAtZero + now.time_since_epoch());
        answer.headers.emplace_back("Date", httpDate(shown));
        answer.headers.emplace_back("Retry-After",
                                    httpDate(shown + std::chrono::seconds(wholeSeconds(wait) + 1)));
    } else if (m_plan.saysRetryAfter) {
        answer.headers.emplace_back("Retry-After", std::to_string(wholeSeconds(wait)));
    }
    return answer;
}

Answer GenericVendor::refuse(const SimRequest& request, Instant now, Duration wait)
{
    countOwn(request, now);
    return tooMany(now, wait);
}

bool GenericVendor::isSignedIn(const SimRequest& request, Instant now)
{
    if (!m_plan.isSignInAsked)
        return true;
    std::string secret;
    if (!m_plan.signInHeader.empty())
        secret = request.header(m_plan.signInHeader);
    if (secret.empty() && !m_plan.signInQuery.empty())
        secret = request.parameter(m_plan.signInQuery);
    if (const std::string_view scheme = "Bearer "; secret.starts_with(scheme))
        secret.erase(0, scheme.size());
    return keyring.accepts(secret, now);
}

Answer GenericVendor::serve(const SimRequest& request, Instant now)
{
    const std::string path = below(request);
    const bool isTokenCall = !m_plan.tokenPath.empty() && path == m_plan.tokenPath;
    if (isTokenCall)
        ++counters.tokens;
    if (const std::optional<Duration> wait = countOwn(request, now))
        return tooMany(now, *wait);
    if (isTokenCall) {
        const auto life = std::chrono::floor<std::chrono::seconds>(keyring.life()).count();
        return {.status = 200,
                .headers = jsonType(),
                .body = jsonText({{"access_token", text(keyring.issue(now))},
                                  {"token_type", "bearer"},
                                  {"expires_in", static_cast<qint64>(std::max<std::int64_t>(life, 1))}})};
    }
    if (!isSignedIn(request, now))
        return {.status = 401, .headers = jsonType(), .body = jsonText({{"error", "Unauthorized"}})};

    const std::vector<std::string> segments = segmentsOf(path);
    for (std::size_t i = 0; i < m_plan.operations.size(); ++i) {
        const GenericOperation& operation = m_plan.operations[i];
        const std::optional<std::string> id = idIn(segments, segmentsOf(operation.path));
        if (!id || (request.method != operation.method && request.method != "GET"))
            continue;
        if (m_patterns[i].match(text(*id)).hasMatch())
            return work(operation, request, *id);
    }
    return {.status = 404, .headers = jsonType(), .body = jsonText({{"error", "Not Found"}})};
}

Answer GenericVendor::work(const GenericOperation& operation, const SimRequest& request,
                           const std::string& id)
{
    const bool isLook = request.method != operation.method;
    Answer answer{.status = m_plan.doneStatus, .headers = jsonType(), .body = {}};
    const Answer absent{
        .status = m_plan.absentStatus, .headers = jsonType(), .body = jsonText({{"error", "Not Found"}})};
    if (const Failure failure = records.failureOf(id); failure.status != 0) {
        answer.status = failure.status;
        answer.body = jsonText({{"error", "the operator wanted it so"}});
        if (!isLook && failure.isAfterEffect)
            erase(operation.path, id, answer);
        return answer;
    }
    if (!isLook)
        return erase(operation.path, id, answer) ? answer : absent;
    if (records.stateOf(operation.path, id) != Records::State::present)
        return absent;
    answer.status = 200;
    answer.body = jsonText({{"id", text(id)}});
    return answer;
}

} // namespace simulator
