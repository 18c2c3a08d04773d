#include "journal/memorystore.h"

#include "journal/auditchain.h"
#include "journal/storedrows.h"

#include <algorithm>
#include <unordered_map>

namespace journal {

namespace {

std::string folded(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; // as SQLite's LIKE: ASCII only
    return out;
}

bool contains(const std::string& text, const std::string& part)
{
    return folded(text).find(part) != std::string::npos;
}

std::string named(JobId job)
{
    return "Job " + std::to_string(job);
}

void apply(ItemRow& item, const ItemChange& change)
{
    item.state = change.state;
    item.attempts = change.attempts;
    item.wasUnknown = change.wasUnknown;
    if (change.answer) {
        item.httpStatus = change.answer->httpStatus;
        item.vendorCode = change.answer->vendorCode;
        item.message = shortened(change.answer->message, messageBytesMax);
        item.receipt = change.answer->receipt;
    }
    if (change.detail)
        item.detail = *change.detail;
    if (change.sent && !item.firstSent)
        item.firstSent = change.sent;
    if (change.answered)
        item.answered = change.answered;
    if (change.tookMilliseconds >= 0)
        item.tookMilliseconds = change.tookMilliseconds;
}

bool wasSent(const ItemRow& item)
{
    using enum jobs::ItemState;
    return item.attempts > 0 || !(item.state == queued || item.state == waiting || item.state == skipped);
}

} // namespace

MemoryStore MemoryStore::afterCrash() const
{
    MemoryStore left = *this;
    std::erase_if(left.m_jobs, [](const auto& entry) { return !entry.second.isSealed; });
    return left;
}

Result<MemoryStore::Job*> MemoryStore::known(JobId id)
{
    const auto found = m_jobs.find(id);
    if (found == m_jobs.end())
        return base::fail("There is no job " + std::to_string(id) + " in the store.");
    return &found->second;
}

const AttemptRow* MemoryStore::attemptOf(const Job& job, AttemptId attempt)
{
    const auto found = std::ranges::lower_bound(job.attempts, attempt, {}, &AttemptRow::attempt);
    return found != job.attempts.end() && found->attempt == attempt ? &*found : nullptr;
}

Result<JobId> MemoryStore::addJob(const JobRecord& job)
{
    Job& added = m_jobs[++m_lastJob];
    added.record = job;
    added.record.id = m_lastJob;
    added.record.state = jobs::JobState::draft;
    added.record.reason = jobs::PauseReason::none;
    added.record.startedAt = added.record.endedAt = std::nullopt;
    added.record.requests = added.record.itemRequests = added.record.throttled = 0;
    added.record.counts = {};
    added.expected = job.itemCount;
    return m_lastJob;
}

Result<void> MemoryStore::addItems(JobId job, std::span<const NewItem> items)
{
    const auto found = m_jobs.find(job);
    if (found == m_jobs.end() || found->second.isSealed)
        return base::fail(named(job) + " is not a draft of this program: no ids can be added to it.");
    for (const NewItem& item : items) {
        ItemRow row;
        row.index = static_cast<ItemIndex>(found->second.items.size());
        row.id = item.id;
        row.label = item.label;
        row.line = item.line;
        found->second.items.push_back(std::move(row));
    }
    found->second.again.resize(found->second.items.size());
    return {};
}

Result<void> MemoryStore::seal(JobId job)
{
    const auto found = m_jobs.find(job);
    if (found == m_jobs.end() || found->second.isSealed)
        return base::fail(named(job) + " could not be stored completely. Make it anew.");
    Job& draft = found->second;
    const auto count = static_cast<std::uint32_t>(draft.items.size());
    if (draft.expected != 0 && draft.expected != count)
        return base::fail(named(job) + " has a list of " + std::to_string(draft.expected) + " ids, but "
                          + std::to_string(count) + " were stored. Make it anew.");
    draft.isSealed = true;
    draft.record.itemCount = count;
    draft.record.state = jobs::JobState::ready;
    draft.record.counts[jobs::ItemState::queued] = count;
    return {};
}

/// Everything is looked at before anything is changed: all of a commit or nothing.
Result<void> MemoryStore::refusal(const Job& job, const Commit& commit) const
{
    std::vector<AttemptId> announced;
    const auto isItem = [&](ItemIndex item) { return item < job.items.size(); };
    for (const Intent& intent : commit.intents)
        announced.push_back(intent.attempt);
    std::ranges::sort(announced);
    const auto twice = std::ranges::adjacent_find(announced);
    for (const Intent& intent : commit.intents) {
        if (attemptOf(job, intent.attempt) != nullptr
            || (twice != announced.end() && *twice == intent.attempt))
            return base::fail("Attempt " + std::to_string(intent.attempt) + " was announced before.");
        if (!std::ranges::all_of(intent.items, isItem))
            return base::fail("An attempt names an item that " + named(commit.job) + " does not have.");
    }
    for (const AttemptEnd& end : commit.ends) {
        if (attemptOf(job, end.attempt) == nullptr && !std::ranges::binary_search(announced, end.attempt))
            return base::fail("Attempt " + std::to_string(end.attempt) + " of job "
                              + std::to_string(commit.job)
                              + " has an end but was never announced; nothing was stored.");
    }
    if (!std::ranges::all_of(commit.changes, isItem, &ItemChange::item))
        return base::fail("A change names an item that " + named(commit.job) + " does not have.");
    return {};
}

Result<void> MemoryStore::commit(const Commit& commit)
{
    if (commit.isEmpty())
        return {};
    const auto found = known(commit.job);
    if (!found)
        return std::unexpected(found.error());
    Job& job = **found;
    if (auto refused = refusal(job, commit); !refused)
        return refused;
    for (const Intent& intent : commit.intents) {
        AttemptRow row;
        row.attempt = intent.attempt;
        row.kind = intent.kind;
        row.sent = intent.sent;
        row.idempotencyKey = intent.idempotencyKey;
        // Nearly always at the end.
        job.attempts.insert(std::ranges::upper_bound(job.attempts, row.attempt, {}, &AttemptRow::attempt),
                            std::move(row));
        for (const ItemIndex item : intent.items) {
            if (job.attemptsOf.size() <= item)
                job.attemptsOf.resize(job.items.size());
            job.attemptsOf[item].push_back(intent.attempt);
        }
        m_lastAttempt = std::max(m_lastAttempt, intent.attempt);
    }
    for (const AttemptEnd& end : commit.ends) {
        AttemptRow& row = *std::ranges::lower_bound(job.attempts, end.attempt, {}, &AttemptRow::attempt);
        row.ended = end.at;
        row.outcome = end.outcome;
        row.httpStatus = end.httpStatus;
    }
    JobRecord& record = job.record;
    for (const ItemChange& change : commit.changes) {
        ItemRow& item = job.items[change.item];
        --record.counts[item.state];
        ++record.counts[change.state];
        apply(item, change);
        job.again[change.item] = {change.wasForbidden, change.tries};
    }
    if (commit.state)
        std::tie(record.state, record.reason) = *commit.state;
    if (commit.startedAt)
        record.startedAt = commit.startedAt;
    if (commit.endedAt)
        record.endedAt = commit.endedAt;
    if (commit.optionsJson)
        record.optionsJson = *commit.optionsJson;
    if (commit.credentialFingerprint)
        record.credentialFingerprint = *commit.credentialFingerprint;
    record.requests += commit.requestsAdded;
    record.itemRequests += commit.itemRequestsAdded;
    record.throttled += commit.throttledAdded;
    record.goneOurs += static_cast<std::uint32_t>(commit.goneOursAdded);
    record.receipts += static_cast<std::uint32_t>(commit.receiptsAdded);
    if (commit.approval)
        record.approval = *commit.approval;
    if (commit.doubt)
        record.doubt = *commit.doubt;
    for (const AuditEntry& entry : commit.audit) {
        job.audit.push_back(entry);
        job.auditHead =
            auditLink(job.auditHead, commit.job, static_cast<std::int64_t>(job.audit.size()), entry);
    }
    return {};
}

Result<QList<JobRecord>> MemoryStore::jobs()
{
    QList<JobRecord> all;
    for (const auto& [id, job] : m_jobs) {
        if (job.isSealed)
            all.prepend(job.record);
    }
    return all;
}

Result<JobRecord> MemoryStore::job(JobId id)
{
    const auto found = known(id);
    if (!found)
        return std::unexpected(found.error());
    return (*found)->record;
}

Result<std::vector<ItemMark>> MemoryStore::marks(JobId job)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    std::vector<ItemMark> marks;
    marks.reserve((*found)->items.size());
    for (const ItemRow& item : (*found)->items) {
        using Attempts = decltype(ItemMark::attempts);
        constexpr std::uint32_t most = std::numeric_limits<Attempts>::max();
        const Again& again = (*found)->again[item.index];
        marks.push_back({item.state, static_cast<Attempts>(std::min(item.attempts, most)), item.wasUnknown,
                         again.wasForbidden, again.tries});
    }
    return marks;
}

Result<std::vector<std::string>> MemoryStore::ids(JobId job, ItemIndex from, ItemIndex count)
{
    auto page = rows(job, from, count);
    if (!page)
        return std::unexpected(page.error());
    std::vector<std::string> all;
    for (ItemRow& row : *page)
        all.push_back(std::move(row.id));
    return all;
}

Result<std::vector<ItemRow>> MemoryStore::rows(JobId job, ItemIndex from, ItemIndex count)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    const std::vector<ItemRow>& items = (*found)->items;
    const auto first = std::min<std::size_t>(from, items.size());
    const auto last = std::min<std::size_t>(std::size_t{from} + count, items.size());
    return std::vector(items.begin() + static_cast<std::ptrdiff_t>(first),
                       items.begin() + static_cast<std::ptrdiff_t>(last));
}

Result<std::vector<ItemRow>> MemoryStore::rowsAt(JobId job, std::span<const ItemIndex> items)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    std::vector<ItemRow> all;
    for (const ItemIndex item : items) {
        if (item >= (*found)->items.size())
            return base::fail(named(job) + " has no item " + std::to_string(item) + ".");
        all.push_back((*found)->items[item]);
    }
    return all;
}

Result<std::vector<ItemIndex>> MemoryStore::matching(JobId job, const ItemFilter& filter)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    const std::string part = folded(filter.text.toStdString());
    std::vector<ItemIndex> all;
    for (const ItemRow& item : (*found)->items) {
        if (filter.wants(item.state) && item.index >= filter.from && item.index < filter.to
            && ((!filter.isInMessages && (contains(item.id, part) || contains(item.label, part)))
                || contains(item.message, part)))
            all.push_back(item.index);
    }
    return all;
}

Result<ListText> MemoryStore::listText(JobId job, ItemIndex from, ItemIndex count)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    const auto& items = (*found)->items;
    const std::size_t to = std::min(items.size(), std::size_t{from} + count);
    QByteArrayList ids, labels;
    for (std::size_t i = from; i < to; ++i) {
        ids.append(QByteArray::fromStdString(items[i].id));
        labels.append(QByteArray::fromStdString(items[i].label));
    }
    const auto joined = [](const QByteArrayList& texts) { return texts.join(ListText::separator); };
    return ListText(from, static_cast<ItemIndex>(ids.size()), joined(ids), joined(labels));
}

Result<std::vector<AttemptRow>> MemoryStore::attempts(JobId job, ItemIndex item)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    std::vector<AttemptRow> all;
    if (item < (*found)->attemptsOf.size()) {
        for (const AttemptId attempt : (*found)->attemptsOf[item])
            all.push_back(*attemptOf(**found, attempt));
    }
    return all;
}

Result<QList<Found>> MemoryStore::find(const QString& id)
{
    QList<Found> all;
    const std::string wanted = id.toStdString();
    for (auto entry = m_jobs.rbegin(); entry != m_jobs.rend(); ++entry) {
        for (const ItemRow& item : entry->second.items) {
            if (entry->second.isSealed && item.id == wanted)
                all.append({entry->second.record, item});
        }
    }
    return all;
}

Result<QList<AuditEntry>> MemoryStore::audit(JobId job)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    return QList<AuditEntry>((*found)->audit.begin(), (*found)->audit.end());
}

Result<QByteArray> MemoryStore::auditHead(JobId job)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    return (*found)->auditHead;
}

Result<void> MemoryStore::verifyAudit(JobId job)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    return {}; // nobody else can reach it
}

Result<SentBefore> MemoryStore::sentBefore(JobId job)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    const JobRecord& mine = (*found)->record;
    SentBefore before;
    struct Earlier {
        bool isSettled = false;
        JobId latest = 0;
    };
    std::unordered_map<std::string_view, Earlier> sent;
    for (const auto& [id, other] : m_jobs) {
        if (id >= job || !other.isSealed || other.record.accountKey != mine.accountKey
            || other.record.operationId != mine.operationId)
            continue;
        for (const ItemRow& item : other.items) {
            if (!wasSent(item))
                continue;
            Earlier& earlier = sent[item.id];
            earlier.isSettled |= item.state == jobs::ItemState::done || item.state == jobs::ItemState::gone;
            earlier.latest = id;
        }
    }
    for (const ItemRow& item : (*found)->items) {
        const auto earlier = sent.find(item.id);
        if (earlier == sent.end() || item.state == jobs::ItemState::skipped)
            continue;
        before.items.push_back(item.index);
        before.settled += earlier->second.isSettled ? 1 : 0;
        before.latest = std::max(before.latest, earlier->second.latest);
    }
    return before;
}

Result<std::optional<AttemptRow>> MemoryStore::lastAttemptOn(const QByteArray& accountKey)
{
    std::optional<AttemptRow> last;
    for (const auto& [id, job] : m_jobs) {
        if (!job.isSealed || job.record.accountKey != accountKey)
            continue;
        for (const AttemptRow& attempt : job.attempts) {
            if (attempt.outcome && attempt.outcome != base::OutcomeKind::notSent
                && (!last || attempt.sent > last->sent))
                last = attempt;
        }
    }
    return last;
}

Result<void> MemoryStore::removeList(JobId job, const Fingerprint& fingerprint, WallTime now)
{
    const auto found = known(job);
    if (!found)
        return std::unexpected(found.error());
    if ((*found)->record.listRemovedAt)
        return {};
    for (ItemRow& item : (*found)->items) {
        item.id = fingerprint(item.id);
        item.label.clear();
        item.message.clear();
    }
    (*found)->record.listRemovedAt = now;
    return {};
}

Result<AttemptId> MemoryStore::lastAttempt()
{
    return m_lastAttempt;
}

Result<QByteArray> MemoryStore::identity()
{
    return m_identity;
}

Result<bool> MemoryStore::holds(JobId job, AttemptId attempt)
{
    const auto found = m_jobs.find(job);
    return found != m_jobs.end() && attemptOf(found->second, attempt) != nullptr;
}

} // namespace journal
