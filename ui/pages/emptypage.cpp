#include "ui/pages/emptypage.h"

#include "ui/widgets/droparea.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

constexpr int widthMost = 720; ///< px: lines stay readable on a wide screen

} // namespace

EmptyPage::EmptyPage(const QStringList& vendors, QWidget* parent)
    : QWidget(parent)
    , m_practise(new QPushButton(tr("Practise with 230 made-up accounts"), this))
    , m_newJob(new QPushButton(tr("New job…"), this))
{
    setObjectName(QStringLiteral("emptyPage"));
    m_practise->setObjectName(QStringLiteral("practiseButton"));
    m_newJob->setObjectName(QStringLiteral("newJobButton"));
    for (QPushButton* button : {m_practise, m_newJob})
        button->setMinimumHeight(34);
    auto* title = new QLabel(tr("Run a long list of ids against an API with limits."), this);
    QFont big = title->font();
    big.setPixelSize(20);
    big.setWeight(QFont::DemiBold);
    title->setFont(big);
    title->setWordWrap(true);
    auto* second =
        new QLabel(tr("As fast as the vendor allows, never faster. Every id accounted for."), this);
    second->setWordWrap(true);
    auto* buttons = new QGridLayout;
    buttons->setHorizontalSpacing(16);
    buttons->setVerticalSpacing(10);
    buttons->addWidget(m_practise, 0, 0);
    buttons->addWidget(new QLabel(tr("40 seconds. Nothing leaves this computer."), this), 0, 1);
    buttons->addWidget(m_newJob, 1, 0);
    buttons->addWidget(new QLabel(tr("From a file (Ctrl+N), or paste the ids (Ctrl+V)."), this), 1, 1);
    buttons->setColumnStretch(1, 1);
    auto* drop = new widgets::DropArea(this);
    auto* steps = new QLabel(
        tr("1  You see every id that will be sent, and every line that will not, with the reason.\n"
           "2  You pick the vendor. Its limits are known, and kept.\n"
           "3  You type the number. Until then nothing is sent.\n"
           "4  Lid closed, network gone, power cut: it goes on where it was."),
        this);
    steps->setWordWrap(true);
    auto* knows = new QLabel(tr("Knows: %1").arg(vendors.join(QStringLiteral(" · "))), this);
    knows->setForegroundRole(QPalette::PlaceholderText);
    knows->setWordWrap(true);

    auto* inner = new QWidget(this);
    inner->setMaximumWidth(widthMost);
    auto* column = new QVBoxLayout(inner);
    column->setSpacing(18);
    column->addWidget(title);
    column->addWidget(second);
    column->addSpacing(6);
    column->addLayout(buttons);
    column->addWidget(drop);
    column->addWidget(steps);
    column->addWidget(knows);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(48, 24, 32, 12);
    all->addWidget(inner);
    all->addStretch();
    connect(m_practise, &QPushButton::clicked, this, &EmptyPage::practiceAsked);
    connect(m_newJob, &QPushButton::clicked, this, &EmptyPage::newJobAsked);
    connect(drop, &widgets::DropArea::fileDropped, this, &EmptyPage::fileDropped);
    connect(drop, &widgets::DropArea::textDropped, this, &EmptyPage::textDropped);
}

void EmptyPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_practise->setFocus();
}

} // namespace ui::pages
