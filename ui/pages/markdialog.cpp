#include "ui/pages/markdialog.h"

#include "engine/sentences.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::pages {

MarkDialog::MarkDialog(qint64 count, jobs::ItemState state, const QString& operatorName, QWidget* parent)
    : QDialog(parent)
    , m_reason(new QLineEdit(this))
    , m_mark(new QPushButton(this))
{
    setObjectName(QStringLiteral("markDialog"));
    const bool isDone = state == jobs::ItemState::done;
    const QString number = engine::Writing(engine::WallTime{}).number(count);
    setWindowTitle(isDone ? tr("Mark as done") : tr("Mark as failed"));
    auto* says =
        new QLabel(tr("You are recording this from your own knowledge. It will be shown as “marked by "
                      "%1”.")
                       .arg(operatorName),
                   this);
    says->setWordWrap(true);
    auto* ask = new QLabel(tr("&How do you know?"), this);
    ask->setBuddy(m_reason);
    m_reason->setObjectName(QStringLiteral("markReason"));
    m_reason->setAccessibleName(tr("How do you know?"));
    m_mark->setObjectName(QStringLiteral("markButton"));
    m_mark->setText(isDone ? tr("&Mark %1 as done").arg(number) : tr("&Mark %1 as failed").arg(number));
    m_mark->setAutoDefault(false);
    m_mark->setEnabled(false);
    auto* back = new QPushButton(tr("Back"), this);
    back->setObjectName(QStringLiteral("backButton"));
    back->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(back);
    buttons->addWidget(m_mark);
    auto* column = new QVBoxLayout(this);
    column->addWidget(says);
    column->addWidget(ask);
    column->addWidget(m_reason);
    column->addLayout(buttons);
    connect(m_reason, &QLineEdit::textChanged, this, [this] { m_mark->setEnabled(!reason().isEmpty()); });
    connect(back, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_mark, &QPushButton::clicked, this, &QDialog::accept);
    m_reason->setFocus();
    setMinimumWidth(420);
}

QString MarkDialog::reason() const
{
    return m_reason->text().trimmed();
}

} // namespace ui::pages
