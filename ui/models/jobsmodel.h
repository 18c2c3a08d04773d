#pragma once

#include "engine/sentences.h"
#include "engine/snapshot.h"
#include "ui/theme.h"

#include <QAbstractListModel>

#include <vector>

namespace ui::models {

/// The list at the left: accounts as headings with their longest limit, because the limit belongs to the
/// account, and their jobs below with percentage and short state. A flat list. UI thread.
class JobsModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IsHeading = Qt::UserRole, JobIdRole, NameRole, PercentRole, StateRole, ToneRole };

    explicit JobsModel(QObject* parent = nullptr);

    void show(const engine::Snapshot& snapshot) { show(snapshot, engine::Writing(snapshot.asOf)); }
    void show(const engine::Snapshot& snapshot, const engine::Writing& write);
    QModelIndex indexOf(engine::JobId job) const;
    engine::JobId jobAt(const QModelIndex& index) const;
    /// The next job after (or before) this one, in the order of the list; 0: none.
    engine::JobId neighbour(engine::JobId job, int step) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;
    /// Its place among the jobs of its account; 0: none that could be changed.
    int turnOf(engine::JobId job) const;

Q_SIGNALS:
    /// A job was dropped on the place of another one of its account.
    void turnAsked(engine::JobId job, int place);

private:
    struct Entry {
        engine::JobId job = 0; ///< 0: a heading
        QString key, name, state;
        int percent = 0;
        Tone tone = Tone::paused;
        int turn = 0; ///< 0: it has none, or it may not be changed
        bool isSameRow(const Entry& other) const { return job == other.job && key == other.key; }
        bool operator==(const Entry&) const = default;
    };
    static std::vector<Entry> entriesOf(const engine::Snapshot& snapshot, const engine::Writing& write);
    static QString quotaOf(const engine::Snapshot& snapshot, const engine::JobSnapshot& first,
                           const engine::Writing& write);

    std::vector<Entry> m_entries;
};

} // namespace ui::models
