#pragma once

#include "ui/listloader.h"
#include "ui/protection.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QRadioButton;
class QTableWidget;

namespace ui::widgets {
class PreviewTable;
}

namespace ui::pages {

/// Block 1, which ids: file, paste or drop; sheet, column, label; whole rows to recognise; what is sent,
/// merged and rejected. Rejects must be left out knowingly.
class IdsBlock : public QWidget {
    Q_OBJECT

public:
    explicit IdsBlock(QWidget* parent = nullptr);

    void setSource(const ListSource& source);
    const ListSource& source() const { return m_source; }
    /// Reads again: what an id looks like is the operation's to say.
    void setRules(const idlist::Rules& rules);
    std::shared_ptr<const idlist::List> list() const { return m_reading.list; }
    bool leavesRejectsOut() const;
    /// The file is read again as it is now, the same way.
    void readAgain();
    /// When the list's file was last changed before it was read; not valid where it is no file.
    const QDateTime& changedAt() const { return m_reading.changedAt; }
    /// Which of the list are never sent, whatever is chosen here; `ids`: so many are protected in all.
    void setProtected(const std::shared_ptr<const Protection>& protection, qint64 ids);
    /// Why the job cannot go on because of this block; empty: it can.
    QString problem() const;

Q_SIGNALS:
    void changed();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void chooseFile();
    void paste();
    void load();
    void take(const ListReading& reading);
    void tellCounts();
    void fillChoices(const idlist::Preview& preview);
    void fillRejects();
    void fitRejects();
    void saveRejects();

    ListSource m_source;
    idlist::Choice m_choice;
    idlist::Rules m_rules;
    ListReading m_reading;
    ListLoader m_loader;
    qint64 m_protected = 0, m_protectedIds = 0; ///< on the list; on whatever list
    bool m_isFilling = false;

    QLabel *m_name, *m_kind, *m_counts, *m_problem;
    QPushButton *m_choose, *m_paste, *m_random, *m_showRejects, *m_saveRejects;
    QWidget *m_choices, *m_hiddenRow, *m_rejectsRow, *m_drop;
    QLabel *m_sheetLabel, *m_hiddenText;
    QComboBox *m_sheet, *m_idColumn, *m_labelColumn, *m_header;
    QRadioButton *m_visibleOnly, *m_allRows;
    QCheckBox* m_leaveOut;
    widgets::PreviewTable* m_rows;
    QTableWidget* m_rejects;
};

} // namespace ui::pages
