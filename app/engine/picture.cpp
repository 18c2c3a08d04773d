#include "engine/run.h"

#include "engine/phrases.h"
#include "engine/sentences.h"
#include "vendors/profilereader.h"

#include <algorithm>

/// The half of a run that is looked at: waits, rules, plots and plans.
namespace engine {

namespace {

using jobs::JobState;
using jobs::PauseReason;

/// A plan is made anew this often: a short list costs nothing, a million ids most of a second of a worker.
constexpr base::Duration planAgeShort = std::chrono::seconds(5), planAgeLong = std::chrono::minutes(1);
constexpr std::uint32_t planShortMost = 20'000;

WaitCause causeOf(const limits::Refusal& refusal, const std::vector<limits::RuleState>& rules,
                  const limits::RuleState** rule)
{
    if (refusal.isHold) {
        switch (refusal.cause) {
        case base::HoldCause::throttle:
            return WaitCause::throttle;
        case base::HoldCause::block:
            return WaitCause::block;
        case base::HoldCause::daily:
            return WaitCause::dailyTold;
        case base::HoldCause::outage:
            return WaitCause::outage;
        }
    }
    for (const limits::RuleState& state : rules) {
        if (state.name != refusal.rule)
            continue;
        *rule = &state;
        switch (state.kind) {
        case limits::Kind::window:
            return WaitCause::window;
        case limits::Kind::paced:
            return WaitCause::pace;
        case limits::Kind::concurrency:
            return WaitCause::concurrency;
        case limits::Kind::daily:
            return WaitCause::daily;
        }
    }
    return WaitCause::window;
}

/// By the vendor or the world, for as long as no plan could foresee.
bool isHeld(WaitCause cause)
{
    return cause == WaitCause::throttle || cause == WaitCause::block || cause == WaitCause::dailyTold
           || cause == WaitCause::outage || cause == WaitCause::network || cause == WaitCause::woke;
}

} // namespace

std::vector<RuleView> ruleViews(const limits::RateLimiter& limiter, const Tick& tick)
{
    std::vector<RuleView> views;
    const auto rules = limiter.explain(tick.now);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const limits::RuleState& rule = rules[i];
        RuleView view;
        view.name = QString::fromStdString(rule.name);
        view.kind = rule.kind;
        view.max = rule.max;
        view.allowed = rule.allowed;
        view.used = rule.used;
        view.inFlight = rule.inFlight;
        view.per = rule.per;
        view.isLearned = rule.isLearned;
        if (rule.nextSlot)
            view.nextSlot = tick.toWall(*rule.nextSlot);
        // Steps no finer than a sixty-fourth of the window: a picture needs no more (see RuleView).
        for (const limits::Comeback& back : limiter.comeback(i, tick.now, 64, rule.per / 64))
            view.comeback.emplace_back(tick.toWall(back.at), back.count);
        views.push_back(std::move(view));
    }
    return views;
}

Wait Run::waitOf(const jobs::Waiting& waiting, const std::vector<limits::RuleState>& rules,
                 const Tick& tick) const
{
    Wait wait;
    if (m_scheduler->state() != JobState::running)
        return wait;
    using For = jobs::Waiting::For;
    switch (waiting.reason) {
    case For::nothing:
        return wait;
    case For::rule: {
        const limits::RuleState* rule = nullptr;
        wait.cause = causeOf(waiting.refusal, rules, &rule);
        wait.rule = QString::fromStdString(waiting.refusal.rule);
        if (rule != nullptr) {
            wait.used = rule->used;
            wait.max = rule->max;
            wait.per = rule->per;
        }
        break;
    }
    case For::answer:
        // Moving: something is in flight, and its answer makes room.
        return wait;
    case For::signIn:
        wait.cause = WaitCause::signIn;
        break;
    case For::network:
        wait.cause = WaitCause::network;
        break;
    case For::outage:
        wait.cause = WaitCause::outage;
        break;
    case For::spacing:
        wait.cause = WaitCause::pace;
        wait.per = m_scheduler->course().spacing;
        break;
    case For::retry:
        wait.cause = WaitCause::retry;
        break;
    case For::turn:
        wait.cause = WaitCause::turn;
        if (m_ahead) {
            wait.rule = m_ahead->job;
            wait.until = m_ahead->until;
        }
        break;
    case For::woke:
        wait.cause = WaitCause::woke;
        break;
    }
    if (waiting.until)
        wait.until = tick.toWall(*waiting.until);
    return wait;
}

void Run::watchWait(const jobs::Commands& commands, const Tick& tick)
{
    const auto rules = m_account->limiter().explain(tick.now);
    Wait wait = waitOf(commands.waiting, rules, tick);
    const bool isSame = wait.cause == m_wait.cause && wait.rule == m_wait.rule;
    wait.since = isSame ? m_wait.since : tick.wall;
    if (!isSame && isHeld(wait.cause))
        m_isPlanStale = true; // the end moves by as much; what the limits do by themselves is in the plan
    m_wait = wait;
    for (std::size_t i = 0; i < commands.sends.size(); ++i)
        m_series.sent(tick.wall, rules.empty() ? 0 : static_cast<std::uint32_t>(rules.front().used));
    m_series.sample(tick.wall, rules);
    if (m_scheduler->state() == JobState::running || m_scheduler->state() == JobState::pausing)
        m_series.wait(tick.wall, m_wait.cause, m_wait.rule);
    else if (m_scheduler->state() == JobState::paused)
        m_series.wait(tick.wall, WaitCause::paused, {});
    else
        m_series.end(tick.wall);
    if (const auto since = m_scheduler->offlineSince())
        m_offlineSince = tick.toWall(*since);
    else
        m_offlineSince.reset();
}

Run::Ahead Run::asAhead() const
{
    return {m_record.name, expectedEnd()};
}

std::optional<WallTime> Run::expectedEnd() const
{
    if (!m_plan)
        return std::nullopt;
    if (m_wait.cause != WaitCause::turn)
        return m_plan->finish;
    // Its plan begins now, as if nobody went first.
    if (!m_ahead || !m_ahead->until)
        return std::nullopt;
    return std::max(m_plan->finish, *m_ahead->until + (m_plan->finish - m_plan->madeAt));
}

bool Run::isActive() const
{
    return m_scheduler
           && (m_scheduler->state() == JobState::running || m_scheduler->state() == JobState::pausing
               || m_isStoreFailing || !m_inbox.empty());
}

JobState Run::state() const
{
    return m_record.state;
}

JobSnapshot Run::snapshotOf(const journal::JobRecord& record, bool isPractice)
{
    JobSnapshot shot;
    shot.id = record.id;
    shot.name = record.name;
    shot.vendor = record.vendor;
    shot.accountLabel = record.accountLabel;
    shot.accountKey = QString::fromLatin1(record.accountKey);
    shot.profileId = record.profileId;
    shot.origin = record.origin;
    shot.note = record.note;
    shot.listName = record.listName;
    shot.isPractice = isPractice || record.isPractice;
    shot.state = record.state;
    shot.reason = record.reason;
    shot.counts = record.counts;
    shot.requests = record.requests;
    shot.throttled = record.throttled;
    shot.startedAt = record.startedAt;
    shot.endedAt = record.endedAt;
    shot.goneOurs = record.goneOurs;
    shot.receipts = record.receipts;
    shot.listRemovedAt = record.listRemovedAt;
    shot.doubt = record.doubt;
    if (const auto profile = vendors::readProfile(record.profileJson, record.profileId)) {
        if (const vendors::Operation* operation = profile->operation(record.operationId)) {
            shot.operationName = operation->name;
            shot.verb = operation->verb;
            shot.participle = operation->participle;
            shot.noun = operation->noun;
            shot.nouns = operation->nouns;
            shot.canLook = operation->lookup.has_value();
            shot.givesReceipts = operation->receipt.has_value();
        }
        shot.deadline = profile->deadline;
    }
    const Options options = Options::fromJson(record.optionsJson);
    shot.guards = options.guards;
    shot.sharePercent = options.sharePercent;
    shot.isEven = options.pacing == Options::Pacing::even;
    // Running, but not here: the program that ran it has died.
    if (record.state == JobState::running || record.state == JobState::pausing) {
        shot.state = JobState::paused;
        shot.reason = PauseReason::interrupted;
    }
    return shot;
}

JobSnapshot Run::snapshot(const Tick& tick) const
{
    JobSnapshot shot = m_still;
    const bool isDead =
        !m_scheduler && (m_record.state == JobState::running || m_record.state == JobState::pausing);
    shot.state = isDead ? JobState::paused : m_record.state;
    shot.reason = isDead ? PauseReason::interrupted : m_record.reason;
    shot.startedAt = m_record.startedAt;
    shot.endedAt = m_record.endedAt;
    shot.counts = m_shown;
    shot.goneOurs = m_record.goneOurs;
    shot.receipts = m_record.receipts;
    shot.sentBefore = m_sentBefore;
    shot.requests = m_requests;
    shot.throttled = m_throttled;
    shot.inFlight = static_cast<std::int64_t>(m_sent.size());
    shot.sharePercent = m_options.sharePercent;
    shot.isEven = m_options.pacing == Options::Pacing::even;
    shot.pausedAt = m_pausedAt;
    // A copy of a million points a second would be felt: half a second old is new enough for a plot.
    const bool wasAtWork = std::exchange(m_wasAtWork, isActive());
    if (!m_seriesView || tick.now - m_seriesAt > std::chrono::milliseconds(450) || tick.now < m_seriesAt
        || (wasAtWork && !m_wasAtWork)) {
        m_seriesView = m_series.view(tick.wall);
        m_seriesAt = tick.now;
    }
    shot.series = m_seriesView;
    shot.perSecond = m_series.perSecond(tick.wall);
    shot.plan = m_plan;
    shot.plannedFinish = m_plannedFinish;
    shot.tokenRenews = m_canRenew;
    shot.reasonDetail = m_isStoreFailing ? m_storeError : m_reasonDetail;
    if (!m_scheduler)
        return shot;

    // Not while the store fails: then the order waits, and the failure is what is to be known.
    shot.isStarting =
        !m_isStoreFailing && std::any_of(m_inbox.begin(), m_inbox.end(), [](const jobs::Event& event) {
            return std::holds_alternative<jobs::Start>(event);
        });
    shot.inFlightMax = m_scheduler->inFlightMost();
    shot.wait = m_wait;
    if (m_offlineSince && shot.wait.cause == WaitCause::network)
        shot.wait.since = *m_offlineSince;
    if (m_scheduler->tokenUntil())
        shot.tokenUntil = tick.toWall(*m_scheduler->tokenUntil());
    if (shot.state == JobState::running)
        shot.eta = expectedEnd();
    shot.hasNoMemory = m_account->hasNoMemory(tick.now);
    shot.warning = m_account->warning();
    // A pasted token cannot be renewed: better said now than found out at night.
    if (m_tokenPasted && shot.tokenUntil && shot.eta && *shot.eta > *shot.tokenUntil
        && shot.warning.isEmpty())
        shot.warning =
            phrase("The pasted token ends at %1 at the latest, and the "
                   "job at %2: it will pause and take a new one.")
                .arg(Writing(tick.wall).time(*shot.tokenUntil), Writing(tick.wall).time(*shot.eta));

    const limits::RateLimiter& limiter = m_account->limiter();
    shot.hold = limiter.hold(tick.now);
    shot.rules = ruleViews(limiter, tick);
    for (RuleView& view : shot.rules)
        if (view.kind == limits::Kind::daily)
            view.others = m_account->othersSince(tick.now - view.per);
    return shot;
}

void Run::rests(const Tick& tick, const limits::RateLimiter& left)
{
    m_series.sample(tick.wall, left.explain(tick.now));
}

void Run::slept(const Sleep& sleep)
{
    m_series.slept(sleep.from, sleep.to);
    m_isPlanStale = true;
}

std::optional<Run::PlanRequest> Run::wantsPlan(const Tick& tick)
{
    if (!m_scheduler || m_isPlanUnderWay || m_scheduler->state() != JobState::running)
        return std::nullopt;
    const auto& counts = m_scheduler->counts();
    // What is under way counts as used up already, see landAll(): it is not to be sent once more.
    const auto left = counts.total() - counts.settled() - counts[jobs::ItemState::sent];
    const auto age = left <= planShortMost ? planAgeShort : planAgeLong;
    if (!m_isPlanStale && m_planMadeAt && tick.now - *m_planMadeAt < age)
        return std::nullopt;
    m_isPlanStale = false;
    m_isPlanUnderWay = true;
    m_planMadeAt = tick.now;
    PlanRequest plan{m_scheduler->course(), left, m_account->limiter(), tick, tick.now};
    plan.limiter.landAll(tick.now);
    // The limiter knows of its own holds; of these it does not.
    const bool isOutside = m_wait.cause == WaitCause::woke || m_wait.cause == WaitCause::network
                           || m_wait.cause == WaitCause::outage;
    if (isOutside && m_wait.until && *m_wait.until > tick.wall)
        plan.from = tick.now + (*m_wait.until - tick.wall);
    return plan;
}

void Run::setPlan(std::shared_ptr<const Plan> plan)
{
    m_isPlanUnderWay = false;
    if (!plan)
        return;
    if (!m_plannedFinish)
        m_plannedFinish = plan->finish;
    m_plan = std::move(plan);
}

} // namespace engine
