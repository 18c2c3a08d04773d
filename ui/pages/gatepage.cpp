#include "ui/pages/gatepage.h"

#include "ui/theme.h"
#include "ui/widgets/doubtbar.h"
#include "ui/widgets/fittingscroll.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

constexpr int side = 32;                   ///< px beside the content
constexpr int widthMost = 1060 + 2 * side; ///< px: lines that can be read, and buttons near their text
constexpr int bigPixels = 28;              ///< the only text of this size in the product

QLabel* label(const QString& name, QWidget* parent)
{
    auto* made = new QLabel(parent);
    made->setObjectName(name);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return made;
}

void enlarge(QLabel* label, int pixels)
{
    QFont font = label->font();
    font.setPixelSize(pixels);
    font.setBold(true);
    label->setFont(font);
}

/// Whatever is different between two drafts makes the typed number worthless.
QString stampOf(const Draft& draft)
{
    return QStringLiteral("%1|%2|%3|%4|%5|%6|%7")
        .arg(draft.setup.list ? QString::fromStdString(draft.setup.list->fingerprint()) : QString(),
             draft.setup.operationId, draft.setup.accountLabel, draft.address, draft.setup.profile.id)
        .arg(draft.leftOut + draft.protectedCount)
        .arg(draft.setup.options.protectedIds.join(QLatin1Char(' ')));
}

} // namespace

GatePage::GatePage(QWidget* parent)
    : QWidget(parent)
    , m_title(label(QStringLiteral("gateTitle"), this))
    , m_what(label(QStringLiteral("gateWhat"), this))
    , m_where(label(QStringLiteral("gateWhere"), this))
    , m_effect(label(QStringLiteral("gateEffect"), this))
    , m_prompt(label(QStringLiteral("gatePrompt"), this))
    , m_answer(label(QStringLiteral("gateAnswer"), this))
    , m_warning(new widgets::DoubtBar(QStringLiteral("gateWarning"), QStringLiteral("gateProtect"), this))
    , m_sent(label(QStringLiteral("gateSentWords"), this))
    , m_again(new QWidget(this))
    , m_ask(new QWidget(this))
    , m_facts(new QWidget(this))
    , m_factsGrid(new QGridLayout(m_facts))
    , m_field(new QLineEdit(this))
    , m_back(new QPushButton(tr("Back"), this))
    , m_go(new QPushButton(this))
{
    setObjectName(QStringLiteral("gatePage"));
    enlarge(m_title, 20);
    enlarge(m_what, bigPixels);
    enlarge(m_effect, 13);
    m_factsGrid->setContentsMargins(0, 0, 0, 0);
    m_factsGrid->setHorizontalSpacing(18);
    m_factsGrid->setColumnStretch(1, 1);
    m_field->setObjectName(QStringLiteral("gateField"));
    m_field->setAccessibleName(tr("How many"));
    m_field->setMaximumWidth(220);
    m_field->installEventFilter(this);
    m_go->installEventFilter(this);
    m_back->setObjectName(QStringLiteral("gateBack"));
    m_back->setToolTip(tr("Esc"));
    m_go->setObjectName(QStringLiteral("gateButton"));
    for (QPushButton* button : {m_back, m_go})
        button->setAutoDefault(false);

    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(side, 24, side, 0);
    column->setSpacing(10);
    column->addWidget(m_title);
    column->addSpacing(8);
    column->addWidget(m_what);
    column->addWidget(m_where);
    column->addWidget(m_effect);
    column->addSpacing(12);
    column->addWidget(m_facts);
    column->addStretch(1); // room that is to spare never tears the lines apart

    // What is wrong, and where the number goes, never leave the window: only what stands above them scrolls.
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(side, 14, side, 6);
    foot->setSpacing(10);
    foot->addWidget(m_warning);
    auto* ask = new QHBoxLayout(m_ask);
    ask->setContentsMargins(0, 0, 0, 0);
    m_prompt->setWordWrap(false);
    ask->addWidget(m_prompt);
    ask->addWidget(m_field);
    ask->addWidget(m_answer, 1);
    m_again->setObjectName(QStringLiteral("gateSentBefore"));
    QFont bold = m_sent->font();
    bold.setBold(true);
    m_sent->setFont(bold);
    auto* again = new QVBoxLayout(m_again);
    again->setContentsMargins(0, 0, 0, 0);
    again->addWidget(m_sent);
    auto* choices = new QHBoxLayout;
    auto* leave = new QPushButton(tr("Leave them &out"), m_again);
    leave->setObjectName(QStringLiteral("leaveOutButton"));
    auto* send = new QPushButton(tr("&Send them again"), m_again);
    send->setObjectName(QStringLiteral("sendAgainButton"));
    for (QPushButton* button : {leave, send}) {
        button->setAutoDefault(false);
        choices->addWidget(button);
    }
    choices->addStretch();
    again->addLayout(choices);
    send->setToolTip(tr("Starts the job."));
    foot->addWidget(m_again);
    foot->addWidget(m_ask);
    setAsking(false);
    connect(leave, &QPushButton::clicked, this, &GatePage::leaveOutAsked);
    connect(send, &QPushButton::clicked, this, &GatePage::sendAgainAsked);

    m_scroll = new widgets::FittingScroll(page, this);
    m_scroll->setObjectName(QStringLiteral("gateScroll"));
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(side, 6, side, 14);
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_back);
    buttons->addWidget(m_go);
    // One width for everything: in a wide window no edge stands a mile from the text.
    auto* content = new QWidget(this);
    content->setMaximumWidth(widthMost);
    auto* all = new QVBoxLayout(content);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(m_scroll, 1);
    all->addLayout(foot);
    all->addLayout(buttons);
    all->addStretch();
    auto* across = new QHBoxLayout(this);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(0);
    across->addWidget(content, 1);
    across->addStretch();
    // The keyboard goes as the eye does.
    QWidget* before = m_scroll;
    for (QWidget* next :
         {m_warning->findChild<QWidget*>(QStringLiteral("gateProtect")), static_cast<QWidget*>(leave),
          static_cast<QWidget*>(send), static_cast<QWidget*>(m_field), static_cast<QWidget*>(m_back),
          static_cast<QWidget*>(m_go)}) {
        setTabOrder(before, next);
        before = next;
    }

    connect(m_warning, &widgets::DoubtBar::protectAsked, this, &GatePage::protectAsked);
    connect(m_field, &QLineEdit::textChanged, this, &GatePage::check);
    connect(m_back, &QPushButton::clicked, this, &GatePage::backAsked);
    connect(m_go, &QPushButton::clicked, this, [this] {
        if (isRight())
            Q_EMIT confirmed(m_draft.count());
    });
    check();
}

void GatePage::forget()
{
    m_draft = {};
    m_stamp.clear();
    m_field->clear();
}

void GatePage::show(const Draft& draft, const engine::Writing& writing)
{
    const QString stamp = stampOf(draft);
    const qint64 before = m_draft.count();
    const bool wasTyped = !m_field->text().isEmpty();
    const bool isOther = stamp != m_stamp;
    m_draft = draft;
    m_stamp = stamp;
    const GateWords words = gateWords(draft, writing);
    m_title->setText(words.title);
    m_what->setText(words.what);
    m_where->setText(draft.host.isEmpty() ? words.where
                                          : words.where + QStringLiteral("      ") + draft.host);
    m_effect->setText(words.effect);
    m_warning->show(words.warning, words.doubtful);
    m_prompt->setText(words.prompt);
    m_go->setText(words.button);
    m_go->setAccessibleName(QString(words.button).remove(QLatin1Char('&')));
    fillFacts(words);
    if (isOther) {
        m_field->clear();
        m_answer->clear();
        if (wasTyped)
            m_answer->setText(tr("The list changed since you looked (%1, now %2). Please read again.")
                                  .arg(writing.number(before), writing.number(draft.count())));
    }
    setAsking(false);
    setBusy(false);
    m_field->setFocus();
}

void GatePage::setAsking(bool asksAboutSent)
{
    m_again->setVisible(asksAboutSent);
    m_ask->setVisible(!asksAboutSent);
}

void GatePage::tellTime(const engine::Writing& writing)
{
    const QStringList facts = gateWords(m_draft, writing).facts;
    for (int i = 0; i + 1 < facts.size(); i += 2) {
        auto* text = m_facts->findChild<QLabel*>(QStringLiteral("gateFact%1").arg(i / 2));
        if (text && text->text() != facts[i + 1])
            text->setText(facts[i + 1]);
    }
}

void GatePage::fillFacts(const GateWords& words)
{
    while (QLayoutItem* item = m_factsGrid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int i = 0; i + 1 < words.facts.size(); i += 2) {
        auto* heading = new QLabel(words.facts[i], m_facts);
        heading->setForegroundRole(QPalette::PlaceholderText);
        heading->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        auto* text = label(QStringLiteral("gateFact%1").arg(i / 2), m_facts);
        text->setText(words.facts[i + 1]);
        text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        m_factsGrid->addWidget(heading, i / 2, 0);
        m_factsGrid->addWidget(text, i / 2, 1);
    }
}

bool GatePage::isRight() const
{
    return !m_isBusy && m_draft.count() > 0 && typedNumber(m_field->text()) == m_draft.count();
}

void GatePage::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_field->setEnabled(!isBusy);
    m_back->setEnabled(!isBusy);
    check();
    if (isBusy)
        m_answer->setText(tr("Storing the list before the first request…"));
}

void GatePage::askAboutSent(const engine::SentBefore& before, const engine::Writing& writing)
{
    const QString when = before.at ? writing.time(*before.at) : tr("an earlier day");
    const QString settled = writing.number(before.settled), all = writing.number(m_draft.count());
    m_sent->setText(before.count == 1
                        ? tr("1 of these %1 was already sent by “%2” on %3 (%4 done or gone). First choose "
                             "what becomes of it; nothing has been sent yet.")
                              .arg(all, before.job, when, settled)
                        : tr("%1 of these %2 were already sent by “%3” on %4 (%5 done or gone). First choose "
                             "what becomes of them; nothing has been sent yet.")
                              .arg(writing.number(before.count), all, before.job, when, settled));
    m_answer->clear();
    setAsking(true);
    m_back->setEnabled(true);
    m_again->findChild<QPushButton*>(QStringLiteral("leaveOutButton"))->setFocus();
}

void GatePage::tellRefusal(const QString& sentence)
{
    setAsking(false);
    setBusy(false);
    m_answer->setText(sentence);
    m_field->setFocus();
}

void GatePage::check()
{
    const engine::Writing write{engine::WallTime{}};
    m_go->setEnabled(isRight());
    colour();
    const QString text = m_field->text();
    if (text.isEmpty())
        return;
    const auto typed = typedNumber(text);
    if (isRight())
        m_answer->clear();
    else if (!typed)
        m_answer->setText(tr("Digits only; spaces and separators of thousands are fine."));
    else
        m_answer->setText(
            tr("You typed %1. The list holds %2.").arg(write.number(*typed), write.number(m_draft.count())));
}

void GatePage::colour()
{
    // The one filled red thing of the product, and only while it would act.
    const Theme theme = Theme::of(palette());
    m_go->setStyleSheet(
        QStringLiteral(
            "QPushButton { padding: 6px 18px; }"
            "QPushButton:enabled { background: %1; color: %2; border: 1px solid %1; border-radius: 3px; "
            "font-weight: bold; }"
            "QPushButton:enabled:focus { border: 2px solid %3; }")
            .arg(theme.tone(Tone::failed).name(), theme.textOn(Tone::failed).name(), theme.text().name()));
}

void GatePage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

void GatePage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_field->setFocus();
}

void GatePage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !m_isBusy) {
        Q_EMIT backAsked();
        return;
    }
    // The focus stays in the field while what is above it is read.
    if (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown) {
        m_scroll->verticalScrollBar()->triggerAction(event->key() == Qt::Key_PageUp
                                                         ? QAbstractSlider::SliderPageStepSub
                                                         : QAbstractSlider::SliderPageStepAdd);
        return;
    }
    QWidget::keyPressEvent(event);
}

bool GatePage::eventFilter(QObject* watched, QEvent* event)
{
    // Enter does nothing at all, with or without modifiers, so that nobody sends by habit.
    if ((watched == m_field || watched == m_go)
        && (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            event->accept();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ui::pages
