#include "ui/support/fakesnapshots.h"

#include "ui/models/sorting.h"
#include "ui/support/fakecourse.h"
#include "vendors/catalog.h"
#include "vendors/profilewriter.h"

#include <algorithm>

namespace fake {

using namespace std::chrono;
using engine::WallTime;
using jobs::ItemState;

void Rows::setCourse(WallTime start, int perBurst, int perHour)
{
    m_start = start;
    m_perBurst = unsigned(perBurst);
    m_perHour = unsigned(perHour);
}

WallTime Rows::sentAt(jobs::ItemIndex item) const
{
    const unsigned ofBurst = item % m_perHour % m_perBurst;
    return m_start.value_or(start()) + hours(item / m_perHour)
           + seconds(item % m_perHour / m_perBurst * 10 + (ofBurst < m_perBurst * 16 / 25 ? 0 : 1));
}

jobs::ItemState Rows::stateOf(jobs::ItemIndex item) const
{
    // Every thousandth of the settled ones is a problem, as long as there are any; sent and queued come last.
    std::uint32_t from = 0;
    for (const ItemState state :
         {ItemState::failed, ItemState::unknown, ItemState::gone, ItemState::done, ItemState::sent,
          ItemState::waiting, ItemState::queued, ItemState::skipped}) {
        if (item < from + m_counts[state])
            return state;
        from += m_counts[state];
    }
    return ItemState::queued;
}

journal::ItemRow Rows::row(jobs::ItemIndex item) const
{
    journal::ItemRow made;
    made.index = item;
    made.id = std::to_string(4702 + item);
    made.label = "person" + std::to_string(item) + "@example.com";
    made.line = item + 2;
    made.state = stateOf(item);
    if (made.state == ItemState::queued || made.state == ItemState::skipped)
        return made;
    made.attempts = 1;
    made.firstSent = sentAt(item);
    if (made.state == ItemState::sent)
        return made;
    made.answered = *made.firstSent + 200ms;
    made.tookMilliseconds = 200 + item % 90;
    switch (made.state) {
    case ItemState::done:
        made.httpStatus = 204;
        if (m_hasReceipts)
            made.receipt = "65a0f1c29b7e4d0012" + std::to_string(100'000 + item);
        break;
    case ItemState::gone:
        made.httpStatus = 404;
        made.message = "already absent";
        break;
    case ItemState::failed:
        made.httpStatus = 423;
        made.message = "Locked";
        break;
    default:
        made.answered.reset();
        made.tookMilliseconds = 30'000;
        break;
    }
    return made;
}

base::Result<std::vector<journal::ItemRow>> Rows::rows(journal::JobId, jobs::ItemIndex from,
                                                       jobs::ItemIndex count)
{
    ++reads;
    std::vector<journal::ItemRow> made;
    for (jobs::ItemIndex i = from; i < from + count && i < m_counts.total(); ++i)
        made.push_back(row(i));
    return made;
}

base::Result<std::vector<journal::ItemRow>> Rows::rowsAt(journal::JobId,
                                                         std::span<const jobs::ItemIndex> items)
{
    ++reads;
    std::vector<journal::ItemRow> made;
    for (const jobs::ItemIndex item : items)
        made.push_back(row(item));
    return made;
}

void Rows::match(journal::JobId, const journal::ItemFilter& filter,
                 std::function<void(std::vector<jobs::ItemIndex>)> then)
{
    std::vector<jobs::ItemIndex> found;
    for (jobs::ItemIndex i = 0; i < m_counts.total(); ++i) {
        if (!filter.states.empty() && std::ranges::find(filter.states, stateOf(i)) == filter.states.end())
            continue;
        if (!filter.text.isEmpty() && !QString::fromStdString(row(i).id).contains(filter.text))
            continue;
        found.push_back(i);
    }
    then(std::move(found));
}

void Rows::matchInParts(journal::JobId job, jobs::ItemIndex, const journal::ItemFilter& filter,
                        std::function<void(ui::models::Part)> then)
{
    if (isSlow)
        slow = std::move(then);
    else
        match(job, filter, [then](std::vector<jobs::ItemIndex> found) { then({std::move(found), true}); });
}

void Rows::order(journal::JobId job, jobs::ItemIndex, const journal::ItemFilter& filter,
                 ui::models::Order order, std::function<void(std::vector<jobs::ItemIndex>)> then)
{
    match(job, filter, [this, order, then](std::vector<jobs::ItemIndex> found) {
        then(ui::models::sorted(
            std::move(found),
            [this](std::span<const jobs::ItemIndex> some) {
                std::vector<journal::ItemRow> made;
                for (const jobs::ItemIndex item : some)
                    made.push_back(row(item));
                return made;
            },
            order));
    });
}

base::Result<ui::models::ItemRecord> Rows::record(journal::JobId job, jobs::ItemIndex item)
{
    ui::models::ItemRecord made;
    made.job = recordOf(job);
    made.row = row(item);
    for (std::uint32_t i = 0; i < made.row.attempts; ++i) {
        journal::AttemptRow attempt;
        attempt.attempt = 1042 + i;
        attempt.sent = *made.row.firstSent + seconds(i * 40);
        attempt.httpStatus = made.row.httpStatus;
        if (made.row.answered)
            attempt.ended = *made.row.answered + seconds(i * 40);
        attempt.outcome = made.row.httpStatus == 204   ? base::OutcomeKind::done
                          : made.row.httpStatus == 404 ? base::OutcomeKind::absent
                          : made.row.httpStatus == 423 ? base::OutcomeKind::failed
                                                       : base::OutcomeKind::lost;
        made.attempts.push_back(attempt);
    }
    return made;
}

void Rows::find(const QString& text, std::function<void(base::Result<QList<journal::Found>>)> then)
{
    QList<journal::Found> found;
    for (jobs::ItemIndex i = 0; i < m_counts.total(); ++i) {
        const journal::ItemRow made = row(i);
        if (QString::fromStdString(made.id) == text || QString::fromStdString(made.label) == text)
            found.push_back({recordOf(7), made});
    }
    then(std::move(found));
}

journal::JobRecord recordOf(journal::JobId id)
{
    journal::JobRecord job;
    job.id = id;
    job.name = QStringLiteral("Q4 clean-up");
    job.note = QStringLiteral("OPS-1182");
    job.vendor = QStringLiteral("Kameleoon");
    job.profileId = QStringLiteral("kameleoon");
    const vendors::Catalog catalog;
    if (const auto profile = catalog.find(job.profileId)) {
        job.profileJson = vendors::writeProfile(*profile);
        job.operationId = profile->operations.front().id;
    }
    job.origin = QStringLiteral("https://api.kameleoon.com");
    job.accountLabel = QStringLiteral("Production");
    job.listName = QStringLiteral("accounts_q4.xlsx");
    job.listSheet = QStringLiteral("Export");
    job.startedBy = QStringLiteral("Anna Weiss (anna on LT-0423)");
    return job;
}

} // namespace fake
