#pragma once

#include "ui/models/rowsource.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace ui::pages {

/// Finds an id, or part of an id or label, in every job of this store: what became of it, when, by whom. A
/// window of its own that may stay open. Searches in a worker a moment after the last key; the answer that is
/// shown is always the one to the text that stands in the field.
class FindDialog : public QDialog {
    Q_OBJECT

public:
    FindDialog(models::RowSource* rows, bool isPractice, bool isUtc, QWidget* parent = nullptr);

    void setText(const QString& text);

Q_SIGNALS:
    void openAsked(journal::JobId job, quint32 item);

private:
    void search();
    void showFound(const base::Result<QList<journal::Found>>& found);
    void openCurrent();
    void copyCurrent();

    models::RowSource* m_rows;
    bool m_isUtc;
    QLineEdit* m_field;
    QListWidget* m_list;
    QLabel* m_says;
    QPushButton *m_open, *m_copy;
    QTimer m_soon;
    QString m_asked; ///< what the search on its way looks for
    bool m_isSearching = false;
    QList<journal::Found> m_found;
};

} // namespace ui::pages
