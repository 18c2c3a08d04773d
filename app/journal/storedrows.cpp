#include "journal/storedrows.h"

namespace journal {

// These numbers are in the files of users: a new value goes to the end of its enum.
static_assert(static_cast<int>(jobs::ItemState::queued) == 0
              && static_cast<int>(jobs::ItemState::skipped) == 7);
static_assert(static_cast<int>(jobs::JobState::draft) == 0 && static_cast<int>(jobs::JobState::stopped) == 6);
static_assert(static_cast<int>(jobs::AttemptKind::item) == 0
              && static_cast<int>(jobs::AttemptKind::check) == 4);
static_assert(static_cast<int>(jobs::PauseReason::none) == 0
              && static_cast<int>(jobs::PauseReason::store) == 12
              && static_cast<int>(jobs::PauseReason::guardPage) == 13);
static_assert(static_cast<int>(base::OutcomeKind::done) == 0
              && static_cast<int>(base::OutcomeKind::lost) == 10);

QVariant stored(const std::optional<WallTime>& time)
{
    return time ? QVariant(stored(*time)) : QVariant();
}

std::optional<WallTime> wallTimeAt(const Rows& rows, int column)
{
    return rows.isNull(column) ? std::nullopt : std::optional(wallTime(rows.number(column)));
}

std::string shortened(const std::string& utf8, std::size_t bytesMax)
{
    if (utf8.size() <= bytesMax)
        return utf8;
    std::size_t end = bytesMax;
    while (end > 0 && (static_cast<unsigned char>(utf8[end]) & 0xC0U) == 0x80U) // inside a character
        --end;
    return utf8.substr(0, end);
}

JobRecord jobFrom(const Rows& rows)
{
    int column = 0;
    const auto word = [&] { return rows.text(column++); };
    const auto bytes = [&] { return rows.text(column++).toUtf8(); };
    const auto number = [&] { return rows.number(column++); };
    const auto count = [&] { return static_cast<std::uint32_t>(rows.number(column++)); };
    const auto time = [&] { return wallTimeAt(rows, column++); };
    JobRecord job;
    job.id = number();
    job.name = word();
    job.note = word();
    job.vendor = word();
    job.profileId = word();
    job.profileJson = bytes();
    job.operationId = word();
    job.origin = word();
    job.accountLabel = word();
    job.accountKey = bytes();
    job.credentialFingerprint = bytes();
    job.listName = word();
    job.listSheet = word();
    job.listColumn = word();
    job.listHash = bytes();
    job.itemCount = count();
    job.duplicates = count();
    job.rejects = count();
    job.optionsJson = bytes();
    job.startedBy = word();
    job.createdAt = wallTime(number());
    job.isPractice = number() != 0;
    job.state = rows.member<jobs::JobState>(jobs::jobStateCount, column++);
    job.reason = rows.member<jobs::PauseReason>(jobs::pauseReasonCount, column++);
    job.startedAt = time();
    job.endedAt = time();
    job.requests = number();
    job.throttled = number();
    for (std::uint32_t& n : job.counts.of)
        n = count();
    job.goneOurs = count();
    job.receipts = count();
    job.approval = bytes();
    job.listRemovedAt = time();
    job.doubt = word();
    job.itemRequests = number();
    return job;
}

ItemRow itemFrom(const Rows& rows)
{
    const auto word = [&](int column) { return rows.text(column).toStdString(); };
    ItemRow item;
    item.index = static_cast<ItemIndex>(rows.number(0));
    item.id = word(1);
    item.line = static_cast<std::uint32_t>(rows.number(2));
    item.label = word(3);
    if (rows.isNull(4))
        return item; // nothing happened to it yet
    item.state = rows.member<jobs::ItemState>(jobs::itemStateCount, 4);
    item.attempts = static_cast<std::uint32_t>(rows.number(5));
    item.wasUnknown = rows.number(6) != 0;
    item.httpStatus = static_cast<int>(rows.number(7));
    item.vendorCode = word(8);
    item.message = word(9);
    item.receipt = word(10);
    item.detail = word(11);
    item.firstSent = wallTimeAt(rows, 12);
    item.answered = wallTimeAt(rows, 13);
    item.tookMilliseconds = rows.isNull(14) ? -1 : rows.number(14);
    return item;
}

} // namespace journal
