#pragma once

#include "engine/snapshot.h"
#include "ui/models/itemsmodel.h"

#include <QSet>
#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSettings;
class QTableView;
class QToolButton;

namespace ui::pages {

/// The table of items with its filter line. Follows the latest item until somebody selects a row or scrolls;
/// End follows again.
class ItemsPanel : public QWidget {
    Q_OBJECT

public:
    explicit ItemsPanel(models::RowSource* source, QWidget* parent = nullptr);

    void show(const engine::JobSnapshot& job);
    void setState(std::optional<jobs::ItemState> state);
    models::ItemsModel* model() const { return m_model; }
    void setUtc(bool isUtc);
    /// Widths and hidden columns, from window to window.
    void recall(const QSettings& settings);
    void remember(QSettings& settings) const;

Q_SIGNALS:
    void exportAsked();
    void rowOpened(quint32 item);
    /// Unknown items whose fate the operator knows.
    void markAsked(const QList<quint32>& items, jobs::ItemState state);

public Q_SLOTS:
    void nextProblem();
    void previousProblem();
    void focusFilter();
    void copyIds();
    void copyRows();
    void followAgain();
    void openCurrent();
    /// Lets all rows through and goes to this one.
    void goToItem(quint32 item);
    /// To the item that was sent about then.
    void goToTime(engine::WallTime at);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showMenu(const QPoint& where);
    void showColumnsMenu(const QPoint& where);
    void hideColumns();
    void takeSort(int column, Qt::SortOrder order);
    /// Places in the list of the selected rows that are unknown.
    QList<quint32> selectedUnknown() const;
    int selectedCount() const;
    void fitNames();
    void shareWidth();
    void copy(bool isWhole);
    void applyFilter();
    void refresh();
    void follow();
    void goTo(int row);
    QString selectedText(bool isWhole) const;

    models::ItemsModel* m_model;
    QTableView* m_view;
    QLineEdit* m_filter;
    QToolButton* m_problems;
    QLabel* m_shown;
    QPushButton* m_export;
    engine::JobId m_job = 0;
    jobs::Counts m_counts;
    int m_labelWidth = 170, m_receiptWidth = 190; ///< px, where there is room
    bool m_isReadOnly = false, m_hasReceipts = false;
    QSet<int> m_hidden; ///< columns that the user does not want to see
    std::optional<jobs::ItemState> m_state;
    QTimer m_filterSoon, m_refreshSoon;
    bool m_follows = true, m_isMoving = false;
    bool m_isFitting = false, m_isLabelWidthChosen = false; ///< by the user
};

} // namespace ui::pages
