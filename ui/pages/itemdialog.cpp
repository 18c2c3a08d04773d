#include "ui/pages/itemdialog.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

constexpr QSize usualSize(760, 460); ///< px

} // namespace

ItemDialog::ItemDialog(const QString& title, const QString& text, QWidget* parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(text, this))
{
    setObjectName(QStringLiteral("itemDialog"));
    setWindowTitle(title);
    m_text->setObjectName(QStringLiteral("itemText"));
    m_text->setAccessibleName(title);
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* copy = new QPushButton(tr("&Copy as text"), this);
    copy->setObjectName(QStringLiteral("copyTextButton"));
    copy->setAutoDefault(false);
    auto* close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("closeButton"));
    close->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(copy);
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_text, 1);
    column->addLayout(buttons);
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    resize(usualSize);
    close->setFocus();
}

} // namespace ui::pages
