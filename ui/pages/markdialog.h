#pragma once

#include "jobs/types.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace ui::pages {

/// Records what the operator knows of items whose answer was lost: done, or failed. Says that it will be
/// shown as marked by a person, and wants to know how that person knows; without a reason nothing is marked.
class MarkDialog : public QDialog {
    Q_OBJECT

public:
    MarkDialog(qint64 count, jobs::ItemState state, const QString& operatorName, QWidget* parent = nullptr);

    QString reason() const;

private:
    QLineEdit* m_reason;
    QPushButton* m_mark;
};

} // namespace ui::pages
