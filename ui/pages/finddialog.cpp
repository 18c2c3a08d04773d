#include "ui/pages/finddialog.h"

#include "ui/models/itemtext.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

constexpr int searchDelay = 250;      ///< ms after the last key
constexpr qsizetype lettersLeast = 2; ///< one letter stands in every label
constexpr QSize usualSize(860, 460);  ///< px

} // namespace

FindDialog::FindDialog(models::RowSource* rows, bool isPractice, bool isUtc, QWidget* parent)
    : QDialog(parent)
    , m_rows(rows)
    , m_isUtc(isUtc)
    , m_field(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_says(new QLabel(this))
    , m_open(new QPushButton(tr("&Open"), this))
    , m_copy(new QPushButton(tr("&Copy as text"), this))
{
    setObjectName(QStringLiteral("findDialog"));
    setWindowTitle(isPractice ? tr("PRACTICE: Find an id in every practice job on this computer")
                              : tr("Find an id in every job on this computer"));
    m_field->setObjectName(QStringLiteral("findField"));
    m_field->setAccessibleName(tr("Id or label"));
    m_field->setPlaceholderText(tr("An id; also finds labels, such as an e-mail address"));
    m_field->setClearButtonEnabled(true);
    m_list->setObjectName(QStringLiteral("findList"));
    m_list->setAccessibleName(tr("Found"));
    m_list->setWordWrap(true);
    m_list->setAlternatingRowColors(true);
    m_says->setObjectName(QStringLiteral("findSays"));
    m_says->setWordWrap(true);
    m_open->setObjectName(QStringLiteral("findOpen"));
    m_copy->setObjectName(QStringLiteral("findCopy"));
    for (QPushButton* button : {m_open, m_copy})
        button->setAutoDefault(false);
    auto* close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("findClose"));
    close->setAutoDefault(false);
    auto* never = new QLabel(tr("Not listed means: no job in this store ever held it. It says nothing about "
                                "other people’s computers."),
                             this);
    never->setWordWrap(true);
    never->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_says, 1);
    buttons->addWidget(m_open);
    buttons->addWidget(m_copy);
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_field);
    column->addWidget(m_list, 1);
    column->addLayout(buttons);
    column->addWidget(never);

    m_soon.setSingleShot(true);
    m_soon.setInterval(searchDelay);
    connect(&m_soon, &QTimer::timeout, this, &FindDialog::search);
    connect(m_field, &QLineEdit::textChanged, &m_soon, qOverload<>(&QTimer::start));
    connect(m_list, &QListWidget::itemActivated, this, &FindDialog::openCurrent);
    connect(m_open, &QPushButton::clicked, this, &FindDialog::openCurrent);
    connect(m_copy, &QPushButton::clicked, this, &FindDialog::copyCurrent);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    showFound(QList<journal::Found>());
    m_says->clear();
    resize(usualSize);
    m_field->setFocus();
}

void FindDialog::setText(const QString& text)
{
    m_field->setText(text);
    m_field->selectAll();
    m_field->setFocus();
}

void FindDialog::search()
{
    const QString text = m_field->text().trimmed();
    if (m_isSearching)
        return; // the answer that comes looks at the field again
    if (text.size() < lettersLeast || !m_rows) {
        showFound(QList<journal::Found>());
        m_says->clear();
        return;
    }
    m_asked = text;
    m_isSearching = true;
    m_says->setText(tr("Looking…"));
    const QPointer<FindDialog> self(this);
    m_rows->find(text, [self](const base::Result<QList<journal::Found>>& found) {
        if (!self)
            return;
        self->m_isSearching = false;
        if (self->m_field->text().trimmed() == self->m_asked)
            self->showFound(found);
        else
            self->search();
    });
}

void FindDialog::showFound(const base::Result<QList<journal::Found>>& found)
{
    m_list->clear();
    m_found = found ? *found : QList<journal::Found>();
    for (const journal::Found& hit : m_found)
        m_list->addItem(models::foundText(hit, m_isUtc));
    if (!found)
        m_says->setText(QString::fromStdString(found.error().message));
    else
        m_says->setText(m_found.isEmpty() ? tr("Not found in any job of this store.")
                                          : tr("%1 found").arg(m_found.size()));
    if (!m_found.isEmpty())
        m_list->setCurrentRow(0);
    m_open->setEnabled(!m_found.isEmpty());
    m_copy->setEnabled(!m_found.isEmpty());
}

void FindDialog::openCurrent()
{
    const int at = m_list->currentRow();
    if (at >= 0 && at < m_found.size())
        Q_EMIT openAsked(m_found[at].job.id, m_found[at].item.index);
}

void FindDialog::copyCurrent()
{
    const int at = m_list->currentRow();
    if (at >= 0 && at < m_found.size())
        QApplication::clipboard()->setText(models::foundText(m_found[at], m_isUtc));
}

} // namespace ui::pages
