#pragma once

#include "idlist/rules.h"
#include "ui/listloader.h"

#include <QDialog>
#include <QStringList>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace ui::pages {

/// Ids that are never sent, whatever list they stand on: typed, pasted, or from a file, one a line. A line
/// that is no id keeps the dialog from closing: what was meant to be safe must not be left out by a slip.
class ProtectedDialog : public QDialog {
    Q_OBJECT

public:
    ProtectedDialog(const QStringList& ids, const idlist::Rules& rules, QWidget* parent = nullptr);

    /// Adds the ids of a list file; it is read in a worker.
    void load(const QString& file);

Q_SIGNALS:
    void chosen(const QStringList& ids);

private:
    void chooseFile();
    void take(const ListReading& reading);
    void check();

    idlist::Rules m_rules;
    ListLoader m_loader;
    QPlainTextEdit* m_text;
    QLabel *m_count, *m_problem;
    QPushButton *m_file, *m_clear, *m_ok;
    QStringList m_ids;
};

} // namespace ui::pages
