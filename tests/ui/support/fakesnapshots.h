#pragma once

#include "engine/snapshot.h"
#include "ui/models/rowsource.h"

#include <QString>
#include <QStringList>

#include <optional>

/// Snapshots as the engine would make them, built by hand for every state a page has to show, and rows of a
/// store that does not exist. Deterministic; times are around Friday 20 November 2026, 17:23:03 UTC.
namespace fake {

engine::WallTime now();

engine::JobSnapshot draft();
engine::JobSnapshot running();
engine::JobSnapshot waitingLong();
engine::JobSnapshot blocked(engine::WallTime at = now());
engine::JobSnapshot throttled();
engine::JobSnapshot offline();
engine::JobSnapshot brake();
engine::JobSnapshot haveALook();
engine::JobSnapshot signInRefused();
engine::JobSnapshot paused();
engine::JobSnapshot interrupted();
engine::JobSnapshot finishedClean();
engine::JobSnapshot finishedWithRest();
engine::JobSnapshot practice();
engine::JobSnapshot slept(); ///< the machine woke a moment ago
engine::JobSnapshot million();
engine::JobSnapshot longWords();
engine::JobSnapshot learned();    ///< a limit that changed, in flight that binds, a restart
engine::JobSnapshot nothingYet(); ///< no rules, no series, no items

/// The stored record of the made-up Kameleoon job.
journal::JobRecord recordOf(journal::JobId id);

struct Named {
    QString name;
    engine::JobSnapshot job;
};
QList<Named> everyState();
/// Jobs of three accounts in different states, as on a busy day.
engine::Snapshot severalAccounts();
/// The given job first, with two others beside it.
engine::Snapshot among(const engine::JobSnapshot& job);

/// Rows made up from the counts of a job: settled ones first, in the order of the list.
class Rows final : public ui::models::RowSource {
public:
    explicit Rows(jobs::Counts counts) : m_counts(counts) {}

    base::Result<std::vector<journal::ItemRow>> rows(journal::JobId job, jobs::ItemIndex from,
                                                     jobs::ItemIndex count) override;
    base::Result<std::vector<journal::ItemRow>> rowsAt(journal::JobId job,
                                                       std::span<const jobs::ItemIndex> items) override;
    void matchInParts(journal::JobId job, jobs::ItemIndex count, const journal::ItemFilter& filter,
                      std::function<void(ui::models::Part)> then) override;
    void order(journal::JobId job, jobs::ItemIndex count, const journal::ItemFilter& filter,
               ui::models::Order order, std::function<void(std::vector<jobs::ItemIndex>)> then) override;
    base::Result<ui::models::ItemRecord> record(journal::JobId job, jobs::ItemIndex item) override;
    void find(const QString& text, std::function<void(base::Result<QList<journal::Found>>)> then) override;
    void match(journal::JobId job, const journal::ItemFilter& filter,
               std::function<void(std::vector<jobs::ItemIndex>)> then) override;

    void setCounts(jobs::Counts counts) { m_counts = counts; }
    /// When the first of them was sent, and how they left: so many every ten seconds, so many an hour.
    void setCourse(engine::WallTime start, int perBurst, int perHour);
    void setReceipts(bool hasReceipts) { m_hasReceipts = hasReceipts; }
    int reads = 0;                              ///< pages asked for
    bool isSlow = false;                        ///< searches in parts are answered by the test
    std::function<void(ui::models::Part)> slow; ///< the last of those

private:
    jobs::ItemState stateOf(jobs::ItemIndex item) const;
    journal::ItemRow row(jobs::ItemIndex item) const;

    engine::WallTime sentAt(jobs::ItemIndex item) const;

    jobs::Counts m_counts;
    std::optional<engine::WallTime> m_start; ///< empty: that of the pictures
    unsigned m_perBurst = 50, m_perHour = 1000;
    bool m_hasReceipts = false; ///< of what is done
};

} // namespace fake
