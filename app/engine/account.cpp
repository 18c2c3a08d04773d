#include "engine/account.h"

#include "engine/phrases.h"
#include "engine/sentences.h"

#include <algorithm>
#include <utility>

namespace engine {

namespace {

/// Whether the ledger must know of this request and does not. The time is the wall clock's, which may have
/// been set in between: a stamp of the future counts as one of now.
bool isForgotten(const journal::AttemptRow& attempt, const journal::Memory& memory, base::Duration longest,
                 base::WallTime now)
{
    if (now - attempt.sent >= longest)
        return false;
    return std::none_of(memory.requests.begin(), memory.requests.end(),
                        [&](const journal::PastRequest& past) { return past.attempt == attempt.attempt; });
}

} // namespace

void takeUp(limits::RateLimiter& limiter, journal::Memory& memory, base::Instant now, base::Duration longest,
            base::Duration deadline, base::Duration linger)
{
    for (const limits::Lesson& lesson : memory.lessons)
        limiter.recallLesson(lesson);
    // What was used before the ledger's memory begins is not known: at a steady pace every token was. For
    // windows and after a rest that is long over, unless they look further back than those of before.
    if (!memory.requests.empty() || memory.forgottenUntil) {
        base::Instant unknownUntil = std::max(memory.forgottenUntil.value_or(now - longest), now - longest);
        if (!memory.requests.empty())
            unknownUntil = std::min(unknownUntil, memory.requests.front().answered);
        limiter.closeAll(unknownUntil);
    }
    // What a program that died had on its way is given no less time than if it had lived.
    for (journal::PastRequest& past : memory.requests) {
        if (past.isUnanswered)
            past.answered = std::max(past.answered, past.sent + deadline + linger);
    }
    std::ranges::stable_sort(memory.requests, {}, &journal::PastRequest::answered);
    for (const journal::PastRequest& past : memory.requests)
        limiter.recall(past.costs, past.sent, past.answered, now);
    for (const auto& [at, count] : memory.othersUsed)
        limiter.chargeOthers(count, at);
    if (memory.hold)
        limiter.recallHold(memory.hold->cause, memory.hold->since, memory.hold->until);
}

void Account::setHasNoMemory(base::Instant now)
{
    m_hasNoMemory = true;
    m_knownFrom = now + m_limiter.longestWindow();
}

/// Whether an account could not be locked because somebody else has it, and not because of the disk.
bool isHeldByOthers(const World& world, const QString& accountKey)
{
    return !world.accountHolder || !world.accountHolder(accountKey).isEmpty();
}

std::expected<std::unique_ptr<Account>, Account::Failure>
Account::open(const World& world, const QString& key, std::vector<limits::Limit> limits,
              limits::RateLimiter::Options options, base::Duration deadline, base::Duration linger,
              const QByteArray& storeName, const std::optional<journal::AttemptRow>& lastKnown)
{
    auto account = std::unique_ptr<Account>(new Account);
    auto lock = world.lockAccount(key);
    if (!lock)
        return std::unexpected(Failure{phrase(lock.error()), isHeldByOthers(world, key)});
    account->m_clock = world.clock;
    account->m_storeName = storeName;
    account->m_lock = std::move(*lock);
    auto ledger = world.openLedger(key);
    if (!ledger)
        return std::unexpected(Failure{phrase(ledger.error()), false});
    account->m_ledger = std::move(*ledger);
    account->m_limiter = limits::RateLimiter(std::move(limits), options);

    limits::RateLimiter& limiter = account->m_limiter;
    const base::Instant now = world.clock->now();
    const base::Duration longest = limiter.longestWindow() + deadline + linger;
    auto memory = account->m_ledger->recall(*world.clock, longest, linger);
    if (!memory)
        return std::unexpected(Failure{phrase(memory.error()), false});
    if (memory->kind == journal::Memory::Kind::none)
        account->setHasNoMemory(now);
    for (const journal::Witness& witness : memory->witnesses) {
        if (witness.store == storeName)
            account->m_witness = witness;
    }
    if (memory->kind != journal::Memory::Kind::damaged && lastKnown
        && isForgotten(*lastKnown, *memory, longest, world.clock->wallNow())) {
        memory->kind = journal::Memory::Kind::damaged;
        memory->damagedSince = now;
        memory->isBroken = true; // what it says of the rest is as old
        memory->damage =
            account->m_hasNoMemory
                ? phrase("it is gone, although the job store holds requests that still count")
                : phrase("it does not know of the last request in the job store, so it is an older copy");
        account->m_hasNoMemory = false;
    }
    if (!account->m_witness && !lastKnown && !memory->witnesses.empty()) {
        const auto latest = std::ranges::max_element(memory->witnesses, {}, &journal::Witness::at);
        account->m_warning =
            phrase("This account was last used at %1, by jobs that this store does not hold: "
                   "ids that were sent then are not known here.")
                .arg(Writing(world.clock->wallNow()).time(latest->at));
    }
    if (memory->kind == journal::Memory::Kind::damaged) {
        if (!world.isQuotaFree) {
            limiter.closeAll(memory->damagedSince == base::Instant{} ? now : memory->damagedSince);
            account->m_warning =
                phrase("The memory of earlier calls is damaged (%1), so every limit counts as used up once.")
                    .arg(memory->damage);
        }
        if (memory->isBroken && world.startLedgerOver) {
            account->m_ledger.reset(); // its file is put aside
            auto fresh = world.startLedgerOver(key);
            if (!fresh)
                return std::unexpected(Failure{phrase(fresh.error()), false});
            account->m_ledger = std::move(*fresh);
            memory = account->m_ledger->recall(*world.clock, longest, linger);
            if (!memory)
                return std::unexpected(Failure{phrase(memory.error()), false});
        }
    }
    takeUp(limiter, *memory, now, longest, deadline, linger);
    account->m_storedLessons = limiter.lessons();
    account->m_others = memory->othersUsed;
    account->m_past = memory->requests;
    account->m_storedHold = memory->hold;
    return account;
}

void Account::keepLimitsOf(std::int64_t job, const std::vector<limits::Limit>& limits,
                           const limits::RateLimiter::Options& options, base::Instant now)
{
    const auto raise = std::exchange(m_limitsOf, job) == job ? limits::Raise::slowly : limits::Raise::atOnce;
    if (m_limiter.limits() != limits || m_limiter.options().sharePercent != options.sharePercent)
        m_limiter.reconfigure(limits, options, now, raise);
}

void Account::begin(std::uint64_t attempt, std::vector<limits::Cost> costs, base::Instant sent)
{
    m_pending.begins.push_back({attempt, std::move(costs), sent});
}

void Account::end(std::uint64_t attempt, base::Instant at, bool isLost, std::int64_t job)
{
    m_pending.ends.push_back({attempt, at, isLost});
    if (job != 0)
        m_pending.witness = journal::Witness{m_storeName, job, attempt, m_clock->wallNow()};
}

base::Result<void> Account::forgetWitness(base::Instant now)
{
    m_pending.witness = journal::Witness{m_storeName, 0, 0, {}};
    m_witness.reset();
    return commit(now);
}

void Account::cancel(std::uint64_t attempt)
{
    m_pending.cancelled.push_back(attempt);
}

void Account::othersUsed(std::int64_t count, base::Instant now)
{
    m_pending.othersUsed += count;
    m_limiter.chargeOthers(count, now);
    m_others.emplace_back(now, count);
}

std::int64_t Account::othersSince(base::Instant since) const
{
    std::int64_t sum = 0;
    for (const auto& [at, count] : m_others)
        sum += at >= since ? count : 0;
    return sum;
}

base::Result<void> Account::commit(base::Instant now)
{
    const auto hold = m_limiter.unsettledHold(now);
    auto lessons = m_limiter.lessons();
    m_pending.lessons.clear();
    for (const limits::Lesson& lesson : lessons) {
        if (std::ranges::find(m_storedLessons, lesson) == m_storedLessons.end())
            m_pending.lessons.push_back(lesson);
    }
    if (hold != m_storedHold) {
        m_pending.hold = hold;
        m_pending.isHoldOver = !hold;
    }
    if (m_pending.isEmpty())
        return {};
    if (auto written = m_ledger->commit(m_pending, *m_clock); !written)
        return written;
    m_pending = {};
    m_storedHold = hold;
    m_storedLessons = std::move(lessons);
    return {};
}

} // namespace engine
