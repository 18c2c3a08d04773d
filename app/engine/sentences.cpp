#include "engine/sentences.h"

#include <QCoreApplication>

#include <algorithm>

namespace engine {

namespace {

using jobs::ItemState;
using jobs::JobState;
using jobs::PauseReason;
using std::chrono::minutes;
using std::chrono::seconds;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(engine::Sentence)
};

/// A window that comes round faster than this is the job's normal breathing: the state stays "Running".
constexpr seconds windowBreath{30};
/// The same for paced limits, one request every so often.
constexpr seconds paceBreath{3};
/// From this length on a wait deserves the words "nothing is wrong".
constexpr minutes longWait{1};
/// A plan is late from one minute and 5 % of its length on; below that it is noise of the network.
constexpr minutes lateAtLeast{1};
constexpr int latePartOfPlan = 20;

/// One job put into words; a short name for each thing that the sentences are made of.
class Speaker {
public:
    Speaker(const JobSnapshot& job, const Writing& writing) : m_job(job), m_write(writing) {}

    Sentence sentence() const;
    QString shortState() const;

private:
    QString number(qint64 n) const { return m_write.number(n); }
    QString count(ItemState s) const { return number(m_job.counts[s]); }
    QString settled() const { return number(m_job.counts.settled()); }
    QString total() const { return number(m_job.counts.total()); }
    qint64 untouched() const { return m_job.counts[ItemState::queued]; }
    qint64 needy() const
    {
        return qint64(m_job.counts[ItemState::failed]) + m_job.counts[ItemState::unknown];
    }
    QString firstAnswered(qint64 n) const
    {
        return n == 1 ? Words::tr("Have a look: the first one is answered")
                      : Words::tr("Have a look: the first %1 are answered").arg(number(n));
    }
    /// Of a pace: "0.4 s", "2 s".
    QString every(Duration d) const
    {
        const bool isWhole = d % seconds(1) == Duration{};
        return d < seconds(10) && !isWhole
                   ? Words::tr("%1 s").arg(m_write.rate(std::chrono::duration<double>(d).count()))
                   : m_write.duration(d);
    }
    QString things(qint64 n) const
    {
        return number(n) + QLatin1Char(' ') + (n == 1 ? m_job.noun : m_job.nouns);
    }
    QString until() const
    {
        return m_job.wait.until ? m_write.time(*m_job.wait.until) : Words::tr("an answer comes");
    }
    QString left() const { return m_job.wait.until ? m_write.wait(*m_job.wait.until) : QString(); }
    QString since(WallTime t) const { return m_write.time(t); }
    const RuleView* rule(const QString& name) const;

    QString progress() const;
    Sentence running() const;
    QString next() const;
    Sentence waiting() const;
    Sentence held() const;
    QString blame() const;
    QString fullBeyond() const;
    Sentence paused() const;
    Sentence braked() const;
    Sentence finished() const;
    Sentence interrupted() const;
    Sentence throttled() const;
    Sentence slept() const;

    const JobSnapshot& m_job;
    const Writing& m_write;
};

const RuleView* Speaker::rule(const QString& name) const
{
    const auto found = std::ranges::find(m_job.rules, name, &RuleView::name);
    return found == m_job.rules.end() ? nullptr : &*found;
}

QString Speaker::progress() const
{
    return m_job.eta ? Words::tr("%1 of %2, finishes %3").arg(settled(), total(), m_write.time(*m_job.eta))
                     : Words::tr("%1 of %2").arg(settled(), total());
}

QString Speaker::next() const
{
    for (const RuleView& r : m_job.rules)
        if (r.isLearned && r.per.count() > 0)
            return Words::tr("learned limit: %1 in %2").arg(number(r.allowed), m_write.duration(r.per));
    if (m_job.plan) {
        const auto& batches = m_job.plan->batches;
        for (std::size_t i = 0; i + 1 < batches.size(); ++i) {
            if (batches[i].until < m_write.now() || batches[i + 1].at - batches[i].until < longWait)
                continue;
            return Words::tr("this burst ends at %1, then a wait until %2")
                .arg(m_write.time(batches[i].until), m_write.time(batches[i + 1].at));
        }
    }
    const Wait& wait = m_job.wait;
    if (wait.cause == WaitCause::window && wait.until)
        return Words::tr("%1 full (%2 of %3), next slot %4")
            .arg(wait.rule, number(wait.used), number(wait.max), m_write.time(*wait.until));
    if (wait.cause == WaitCause::pace && wait.per.count() > 0)
        return Words::tr("one request every %1").arg(every(wait.per));
    if (wait.cause == WaitCause::concurrency)
        return Words::tr("%1 in flight, as many as allowed").arg(number(m_job.inFlight));
    if (m_job.rules.empty())
        return Words::tr("%1 in flight").arg(number(m_job.inFlight));
    const RuleView& tightest = *std::ranges::max_element(m_job.rules, {}, [](const RuleView& r) {
        return r.allowed > 0 ? double(r.used) / double(r.allowed) : 0.0;
    });
    return Words::tr("%1: %2 of %3 used").arg(tightest.name, number(tightest.used), number(tightest.allowed));
}

Sentence Speaker::running() const
{
    QString first = Words::tr("Running: %1").arg(progress());
    if (m_job.eta && m_job.plannedFinish && m_job.startedAt) {
        const Duration late = *m_job.eta - *m_job.plannedFinish;
        const Duration planned = *m_job.plannedFinish - *m_job.startedAt;
        if (late > lateAtLeast && late > planned / latePartOfPlan)
            first += Words::tr(" (%1 later than planned)").arg(m_write.duration(late));
    }
    return {first, Words::tr("%1 a second · %2").arg(m_write.rate(m_job.perSecond), next())};
}

Sentence Speaker::waiting() const
{
    const Wait& wait = m_job.wait;
    Sentence said;
    const bool isLong = !wait.until || *wait.until - m_write.now() > longWait;
    said.second = isLong ? Words::tr("%1 · nothing is wrong and nothing to do").arg(progress()) : progress();
    switch (wait.cause) {
    case WaitCause::window:
        said.first = Words::tr("Waiting %1: %2 full (%3 of %4), next slot %5")
                         .arg(left(), wait.rule, number(wait.used), number(wait.max), until());
        break;
    case WaitCause::pace:
        said.first =
            Words::tr("Waiting %1: one request every %2, next at %3").arg(left(), every(wait.per), until());
        break;
    case WaitCause::daily: {
        const RuleView* daily = rule(wait.rule);
        const qint64 kept = daily ? daily->max - daily->allowed : 0;
        said.first = Words::tr("Waiting until %1: %2 of %3 for today used, %4 kept for colleagues")
                         .arg(until(), number(wait.used), number(wait.max), number(kept));
        said.second = Words::tr("Going on by itself then. This computer must be awake.");
        break;
    }
    case WaitCause::turn:
        said.first = Words::tr("Waiting for its turn: “%1” uses this account first").arg(wait.rule);
        if (wait.until)
            said.second = Words::tr("Expected to start %1.").arg(until());
        break;
    case WaitCause::retry:
        said.first = wait.until ? Words::tr("Waiting %1: the last %2 are asked again, next at %3")
                                      .arg(left(), things(m_job.counts[ItemState::waiting]), until())
                                : Words::tr("Waiting: the last %1 are asked again")
                                      .arg(things(m_job.counts[ItemState::waiting]));
        break;
    case WaitCause::signIn:
        said.first = Words::tr("Waiting for a new sign-in at %1").arg(m_job.vendor);
        break;
    case WaitCause::woke:
        said = slept();
        break;
    default:
        return held();
    }
    return said;
}

/// Whose fault a block was, by our own count.
QString Speaker::blame() const
{
    if (!m_job.hold || m_job.hold->oursMost <= 0)
        return {};
    const limits::HoldState& hold = *m_job.hold;
    const QString span = m_write.duration(hold.oursPer);
    return QLatin1Char(' ')
           + (hold.ours <= hold.oursMost
                  ? Words::tr(
                        "Our own last %1 held %2 of %3 calls: somebody else on this account was too fast.")
                        .arg(span, number(hold.ours), number(hold.oursMost))
                  : Words::tr(
                        "Our own calls did this (%1 in %2). This should not happen: please save a report.")
                        .arg(number(hold.ours), span));
}

/// The limit that is full for longer than this wait lasts, if one is.
QString Speaker::fullBeyond() const
{
    const RuleView* longest = nullptr;
    for (const RuleView& r : m_job.rules) {
        const bool isFull = r.used >= r.allowed && r.nextSlot;
        if (isFull && m_job.wait.until && *r.nextSlot > *m_job.wait.until + seconds(1)
            && (!longest || *r.nextSlot > *longest->nextSlot))
            longest = &r;
    }
    return longest ? QLatin1Char(' ')
                         + Words::tr("Then the %1 is full until %2.")
                               .arg(longest->name, m_write.time(*longest->nextSlot))
                   : QString();
}

Sentence Speaker::held() const
{
    const Wait& wait = m_job.wait;
    switch (wait.cause) {
    case WaitCause::block:
        return {wait.until ? Words::tr("Blocked by %1 until %2 (%3): keeping silent")
                                 .arg(m_job.vendor, until(), m_write.duration(*wait.until - m_write.now()))
                           : Words::tr("Blocked by %1: keeping silent").arg(m_job.vendor),
                Words::tr("%1. Any call now would start the block again, so none is sent on this account.")
                        .arg(progress())
                    + blame() + fullBeyond()};
    case WaitCause::throttle:
        return throttled();
    case WaitCause::dailyTold: {
        const auto daily = std::ranges::find(m_job.rules, limits::Kind::daily, &RuleView::kind);
        return {Words::tr("%1 says the day’s calls are used up: until %2").arg(m_job.vendor, until()),
                Words::tr("Sent by us: %1. The rest was used by others in your organisation.")
                    .arg(number(daily == m_job.rules.end() ? m_job.requests : daily->used))};
    }
    case WaitCause::outage:
        return {m_job.reasonDetail.isEmpty()
                    ? Words::tr("%1 is out of order: next try %2").arg(m_job.vendor, until())
                    : Words::tr("%1 is out of order (%2): next try %3")
                          .arg(m_job.vendor, m_job.reasonDetail, until()),
                Words::tr("No id has failed by it.") + fullBeyond()};
    case WaitCause::network: {
        const qint64 lost = m_job.counts[ItemState::unknown];
        return {wait.until ? Words::tr("No network since %1: next try %2").arg(since(wait.since), until())
                           : Words::tr("No network since %1").arg(since(wait.since)),
                lost == 0
                    ? Words::tr("Nothing was in flight, nothing is lost.")
                    : Words::tr("Nothing was lost: %1 unknown, all others are untouched.").arg(number(lost))};
    }
    default:
        return running();
    }
}

Sentence Speaker::throttled() const
{
    const bool isTold = !m_job.hold || m_job.hold->isTimeTold;
    const QString first = isTold ? Words::tr("%1 asked for a pause").arg(m_job.vendor)
                                 : Words::tr("%1 refuses, and names no time").arg(m_job.vendor);
    const QString refused =
        m_job.throttled == 0 ? Words::tr("It refused another job of this account.")
        : m_job.throttled == 1
            ? Words::tr("Refused once. No id has failed by it.")
            : Words::tr("Refused %1 times. No id has failed by it.").arg(number(m_job.throttled));
    const QString length = m_job.wait.until ? m_write.duration(*m_job.wait.until - m_write.now()) : QString();
    return {!m_job.wait.until ? first
            : isTold          ? Words::tr("%1: %2, until %3").arg(first, length, until())
                              : Words::tr("%1: next try in %2, at %3").arg(first, length, until()),
            Words::tr("%1. %2").arg(progress(), refused) + fullBeyond()};
}

Sentence Speaker::slept() const
{
    Sentence said{Words::tr("This computer is about to sleep: nothing more is sent"), progress()};
    if (m_job.sleep) {
        said.first = Words::tr("This computer slept from %1 to %2: going on in %3")
                         .arg(m_write.time(m_job.sleep->from), m_write.time(m_job.sleep->to), left());
        said.second = Words::tr("First one request alone shows whether network and sign-in still hold. %1.")
                          .arg(progress());
    }
    return said;
}

Sentence Speaker::interrupted() const
{
    const QString at = m_job.interruptedAt ? m_write.time(*m_job.interruptedAt) : QString();
    // What was in flight then: perhaps done, perhaps not.
    const QString unknown = number(qint64{m_job.counts[ItemState::unknown]} + m_job.counts[ItemState::sent]);
    Sentence said;
    said.first = at.isEmpty()
                     ? Words::tr("Interrupted: %1 of %2, %3 unknown").arg(settled(), total(), unknown)
                     : Words::tr("Interrupted %1: %2 of %3, %4 unknown").arg(at, settled(), total(), unknown);
    said.second = Words::tr("No %1 id will be sent again.").arg(m_job.participle);
    const auto longest = std::ranges::max_element(m_job.rules, {}, &RuleView::per);
    if (longest != m_job.rules.end() && longest->used > 0)
        said.second +=
            QLatin1Char(' ')
            + Words::tr("The %1 still holds %2 of our requests.").arg(longest->name, number(longest->used));
    return said;
}

Sentence Speaker::braked() const
{
    const QString rest = Words::tr("%1 untouched.").arg(things(untouched()));
    const QString alike =
        m_job.reasonDetail.isEmpty() ? rest : Words::tr("Most often: %1. %2").arg(m_job.reasonDetail, rest);
    switch (m_job.reason) {
    case PauseReason::guardRow:
        return {m_job.guards.failuresInRow == 1 ? Words::tr("Paused by a brake: one failure")
                                                : Words::tr("Paused by a brake: %1 failures in a row")
                                                      .arg(number(m_job.guards.failuresInRow)),
                alike};
    case PauseReason::guardRate:
        return {Words::tr("Paused by a brake: %1 % of the last %2 failed")
                    .arg(number(m_job.guards.failureRatePercent), number(m_job.guards.failureRateOf)),
                alike};
    case PauseReason::guardAllGone:
        return {Words::tr("Paused by a brake: the first %1 answers all say “already absent”")
                    .arg(number(m_job.guards.allGoneAt)),
                Words::tr("Nothing was %1. Wrong account, wrong column, or somebody was faster?")
                    .arg(m_job.participle)};
    case PauseReason::guardRequests:
        return {m_job.guards.maxRequests == 1
                    ? Words::tr("Paused by a brake: 1 request sent, as many as you allowed")
                    : Words::tr("Paused by a brake: %1 requests sent, as many as you allowed")
                          .arg(number(m_job.guards.maxRequests)),
                rest};
    case PauseReason::guardRedirect:
        return {m_job.reasonDetail.isEmpty()
                    ? Words::tr("Paused by a brake: %1 sent us to another address").arg(m_job.vendor)
                    : Words::tr("Paused by a brake: %1 %2").arg(m_job.vendor, m_job.reasonDetail),
                Words::tr("We did not follow, so nothing went there. A login page or a moved server? "
                          "Check the address.")};
    case PauseReason::guardPage:
        return {
            m_job.reasonDetail.isEmpty()
                ? Words::tr("Paused by a brake: the answer is a web page, not %1’s").arg(m_job.vendor)
                : Words::tr("Paused by a brake: the answer is a web page, not %1’s (“%2”)")
                      .arg(m_job.vendor, m_job.reasonDetail),
            Words::tr("A proxy, a sign-in page of the network or maintenance? What it answered may or may "
                      "not be %1; nothing of it counts as %1.")
                .arg(m_job.participle)};
    default:
        return {m_job.reasonDetail.isEmpty()
                    ? Words::tr("Paused by a brake: %1 says the request itself is wrong").arg(m_job.vendor)
                    : Words::tr("Paused by a brake: %1 says the request itself is wrong (%2)")
                          .arg(m_job.vendor, m_job.reasonDetail),
                rest};
    }
}

Sentence Speaker::paused() const
{
    switch (m_job.reason) {
    case PauseReason::interrupted:
        return interrupted();
    case PauseReason::guardCanary:
        return {firstAnswered(m_job.guards.canary > 0 ? qint64(m_job.guards.canary)
                                                      : qint64(m_job.counts.settled())),
                Words::tr("%1 %2, %3 already absent, %4 failed. Nothing more is sent until you say so.")
                    .arg(count(ItemState::done), m_job.participle, count(ItemState::gone),
                         count(ItemState::failed))};
    case PauseReason::credentials: {
        // Its own words only where it is no plain 401: a page of a proxy, a token that has ended.
        const QString why =
            m_job.reasonDetail.isEmpty() || m_job.reasonDetail.startsWith(QLatin1String("401"))
                ? QStringLiteral("401")
                : m_job.reasonDetail;
        return {Words::tr("Paused: %1 no longer accepts the sign-in (%2)").arg(m_job.vendor, why),
                Words::tr("Paste a new token or secret; the job goes on where it was.")};
    }
    case PauseReason::forbidden:
        return {Words::tr("Paused: %1 says this sign-in may not %2 %3 (403)")
                    .arg(m_job.vendor, m_job.verb.toLower(), m_job.nouns),
                Words::tr("%1 of %2 so far. No other id was tried.").arg(settled(), total())};
    case PauseReason::store:
        return {m_job.reasonDetail.isEmpty()
                    ? Words::tr("Paused: nothing can be recorded")
                    : Words::tr("Paused: nothing can be recorded (%1)").arg(m_job.reasonDetail),
                Words::tr("So nothing is sent. Make room or repair the store, then resume.")};
    case PauseReason::none:
    case PauseReason::byOperator:
        return {
            m_job.pausedAt
                ? Words::tr("Paused by you at %1: %2 of %3").arg(since(*m_job.pausedAt), settled(), total())
                : Words::tr("Paused by you: %1 of %2").arg(settled(), total()),
            Words::tr("Nothing is being sent. Resume: Ctrl+P.")};
    default:
        return braked();
    }
}

Sentence Speaker::finished() const
{
    const QString at =
        m_job.endedAt ? Words::tr("Finished %1").arg(m_write.time(*m_job.endedAt)) : Words::tr("Finished");
    QStringList rest;
    const qint64 done = m_job.counts[ItemState::done];
    if (m_job.receipts > 0 && m_job.receipts == done)
        rest << (done == 1 ? Words::tr("1 receipt kept") : Words::tr("%1 receipts kept").arg(number(done)));
    else if (m_job.receipts > 0)
        rest
            << Words::tr("%1 receipts for %2 %3").arg(number(m_job.receipts), number(done), m_job.participle);
    else if (m_job.givesReceipts && done > 0)
        rest << Words::tr("%1 %2 without a receipt").arg(number(done), m_job.participle);
    if (needy() == 0 && m_job.counts[ItemState::skipped] == 0) {
        rest.prepend(Words::tr("%1 %2 by us, %3 already absent")
                         .arg(count(ItemState::done), m_job.participle, count(ItemState::gone)));
        if (m_job.startedAt && m_job.endedAt)
            rest << Words::tr("took %1").arg(m_write.duration(*m_job.endedAt - *m_job.startedAt));
        rest << Words::tr("%1 refused").arg(number(m_job.throttled));
        return {Words::tr("%1: all %2 %3 or already absent").arg(at, total(), m_job.participle),
                rest.join(QStringLiteral(" · "))};
    }
    if (m_job.counts[ItemState::gone] > 0)
        rest << Words::tr("%1 already absent").arg(count(ItemState::gone));
    rest << Words::tr("%1 failed").arg(count(ItemState::failed));
    rest << Words::tr("%1 unknown").arg(count(ItemState::unknown));
    if (m_job.counts[ItemState::skipped] > 0)
        rest << Words::tr("%1 skipped").arg(count(ItemState::skipped));
    return {needy() > 0
                ? Words::tr("%1: %2 of %3 %4, %5 need you")
                      .arg(at, count(ItemState::done), total(), m_job.participle, number(needy()))
                : Words::tr("%1: %2 of %3 %4").arg(at, count(ItemState::done), total(), m_job.participle),
            rest.join(QStringLiteral(" · "))};
}

Sentence Speaker::sentence() const
{
    if (m_job.isReadOnly)
        return {m_job.holder.isEmpty()
                    ? Words::tr("Read only: this account is in use by another program")
                    : Words::tr("Read only: this account is in use by %1").arg(m_job.holder),
                Words::tr("Two programs on one account would break the limit.")};
    switch (m_job.state) {
    case JobState::draft:
    case JobState::ready:
        return {Words::tr("Not started: %1 on the list").arg(things(m_job.counts.total())),
                Words::tr("Nothing has been sent.")};
    case JobState::running:
        return isWaiting(m_job, m_write.now()) ? waiting() : running();
    case JobState::pausing:
        return {Words::tr("Pausing: %1 still in flight, at most %2")
                    .arg(number(m_job.inFlight), m_write.duration(m_job.deadline)),
                Words::tr("Nothing new is sent.")};
    case JobState::paused:
        return paused();
    case JobState::finished:
        return finished();
    case JobState::stopped:
        return {
            Words::tr("Ended by you: %1 of %2, %3 untouched").arg(settled(), total(), number(untouched())),
            Words::tr("%1 %2, %3 already absent · %4 failed · %5 unknown")
                .arg(count(ItemState::done), m_job.participle, count(ItemState::gone),
                     count(ItemState::failed), count(ItemState::unknown))};
    }
    return {};
}

QString Speaker::shortState() const
{
    if (m_job.isReadOnly)
        return Words::tr("Read only: in use elsewhere");
    switch (m_job.state) {
    case JobState::draft:
    case JobState::ready:
        return Words::tr("Not started");
    case JobState::pausing:
        return Words::tr("Pausing");
    case JobState::paused:
        switch (m_job.reason) {
        case PauseReason::none:
        case PauseReason::byOperator:
            return Words::tr("Paused by you");
        case PauseReason::interrupted:
            return Words::tr("Interrupted");
        case PauseReason::guardCanary:
            return Words::tr("Have a look");
        case PauseReason::credentials:
            return Words::tr("Sign-in refused");
        case PauseReason::forbidden:
            return Words::tr("Not allowed");
        case PauseReason::store:
            return Words::tr("Nothing can be recorded");
        default:
            return Words::tr("Paused by a brake");
        }
    case JobState::finished:
        if (needy() > 0)
            return needy() == 1 ? Words::tr("1 needs an answer")
                                : Words::tr("%1 need an answer").arg(number(needy()));
        return m_job.endedAt ? Words::tr("Finished %1").arg(m_write.time(*m_job.endedAt))
                             : Words::tr("Finished");
    case JobState::stopped:
        return Words::tr("Ended by you");
    case JobState::running:
        break;
    }
    if (!isWaiting(m_job, m_write.now()))
        return m_job.eta ? Words::tr("Running, %1").arg(m_write.time(*m_job.eta)) : Words::tr("Running");
    switch (m_job.wait.cause) {
    case WaitCause::block:
        return Words::tr("Blocked until %1").arg(until());
    case WaitCause::throttle:
        return Words::tr("Refused; waits until %1").arg(until());
    case WaitCause::outage:
        return Words::tr("Vendor out of order");
    case WaitCause::network:
        return Words::tr("No network");
    case WaitCause::signIn:
        return Words::tr("Signing in");
    case WaitCause::turn:
        return Words::tr("Its turn after %1").arg(m_job.wait.rule);
    case WaitCause::woke:
        return Words::tr("Slept; goes on at %1").arg(until());
    default:
        return m_job.wait.until ? Words::tr("Waits until %1").arg(until()) : Words::tr("Waits");
    }
}

} // namespace

bool isWaiting(const JobSnapshot& job, WallTime now)
{
    if (job.state != JobState::running)
        return false;
    const Wait& wait = job.wait;
    switch (wait.cause) {
    case WaitCause::none:
    case WaitCause::concurrency:
    case WaitCause::paused:
    case WaitCause::off:
        return false;
    case WaitCause::window:
        return wait.until && *wait.until - wait.since >= windowBreath;
    case WaitCause::pace:
    case WaitCause::retry:
    case WaitCause::signIn:
        return wait.until ? *wait.until - wait.since >= paceBreath : now - wait.since >= paceBreath;
    case WaitCause::daily:
    case WaitCause::throttle:
    case WaitCause::block:
    case WaitCause::dailyTold:
    case WaitCause::outage:
    case WaitCause::network:
    case WaitCause::turn:
    case WaitCause::woke:
        return true;
    }
    return false;
}

Sentence sentence(const JobSnapshot& job, const Writing& writing)
{
    Sentence said = Speaker(job, writing).sentence();
    if (job.isRehearsal)
        said.first.prepend(Words::tr("REHEARSAL: "));
    else if (job.isPractice)
        said.first.prepend(Words::tr("PRACTICE: "));
    return said;
}

QString shortState(const JobSnapshot& job, const Writing& writing)
{
    return Speaker(job, writing).shortState();
}

} // namespace engine
