#include "ui/widgets/inquiryrow.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::widgets {

namespace {

QLabel* line(const QString& name, QWidget* parent)
{
    auto* made = new QLabel(parent);
    made->setObjectName(name);
    made->setTextFormat(Qt::PlainText); // a vendor's words are only text
    made->setWordWrap(true);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return made;
}

} // namespace

Tone toneOf(const engine::SignInResult& result)
{
    using Kind = engine::SignInResult::Kind;
    switch (result.kind) {
    case Kind::works:
        return result.notOf.isEmpty() ? Tone::done : Tone::held;
    case Kind::refused:
    case Kind::forbidden:
        return Tone::failed;
    case Kind::mustWait:
        return Tone::waiting;
    case Kind::unclear:
    case Kind::unanswered:
    case Kind::notSent:
    case Kind::notCheckable:
        break;
    }
    return Tone::held;
}

InquiryRow::InquiryRow(const Words& words, QWidget* parent)
    : QWidget(parent)
    , m_words(words)
    , m_button(new QPushButton(this))
    , m_sign(new QLabel(this))
    , m_first(line(words.first, this))
    , m_second(line(words.second, this))
{
    setObjectName(words.name);
    m_button->setObjectName(words.button);
    m_button->setAccessibleName(words.accessible);
    m_button->setAutoDefault(false);
    // The longest of its texts: the line beside it must not jump.
    for (const QString& text : {words.busy, words.ask}) {
        m_button->setText(text);
        m_button->setMinimumWidth(std::max(m_button->minimumWidth(), m_button->sizeHint().width()));
    }
    auto* lines = new QVBoxLayout;
    lines->setSpacing(0);
    lines->addWidget(m_first);
    lines->addWidget(m_second);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_button, 0, Qt::AlignTop);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addLayout(lines, 1);
    // While it is busy it keeps the focus, and only does nothing.
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (!m_isBusy)
            Q_EMIT asked();
    });
    start();
}

InquiryRow* InquiryRow::forSignIn(QWidget* parent)
{
    return new InquiryRow({QStringLiteral("signInCheckRow"), QStringLiteral("checkSignIn"),
                           QStringLiteral("signInShown"), QStringLiteral("signInMeans"), tr("&Check"),
                           tr("Checking…"), tr("One harmless call. It touches no item."),
                           tr("Check the sign-in")},
                          parent);
}

InquiryRow* InquiryRow::forLook(QWidget* parent)
{
    return new InquiryRow({QStringLiteral("lookAskRow"), QStringLiteral("lookButton"),
                           QStringLiteral("lookShown"), QStringLiteral("lookMeans"), tr("Loo&k at 5 of them"),
                           tr("Looking…"),
                           tr("One harmless call for each: shows what the vendor holds beside what the list "
                              "says. Nothing is touched, nothing is stored."),
                           tr("Look at a few ids of the list")},
                          parent);
}

void InquiryRow::setAsk(const QString& text)
{
    m_words.ask = text;
    setBusy(m_isBusy);
}

void InquiryRow::start(const engine::Sentence& unable)
{
    m_button->setVisible(unable.first.isEmpty());
    setBusy(false);
    m_sign->hide();
    tell(unable);
}

void InquiryRow::setProblem(const QString& problem)
{
    m_button->setEnabled(problem.isEmpty());
    m_button->setToolTip(problem.isEmpty() ? m_words.tip : problem);
}

void InquiryRow::setBusy()
{
    setBusy(true);
    m_sign->hide();
    tell({});
}

void InquiryRow::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_button->setText(isBusy ? m_words.busy : m_words.ask);
    // What cannot be pressed does not look as if it could; the focus stays where it is.
    m_button->setFlat(isBusy);
    colour();
}

void InquiryRow::show(Tone tone, const engine::Sentence& sentence)
{
    setBusy(false);
    setSign(tone, glyph(tone));
    tell(sentence);
}

void InquiryRow::setSign(Tone tone, const QString& sign)
{
    m_tone = tone;
    m_sign->setText(sign);
    m_sign->show();
    colour();
}

void InquiryRow::tell(const engine::Sentence& sentence)
{
    m_first->setText(sentence.first);
    m_second->setText(sentence.second);
    m_first->setVisible(!sentence.first.isEmpty());
    m_second->setVisible(!sentence.second.isEmpty());
}

void InquiryRow::colour()
{
    const Theme theme = Theme::of(palette());
    QPalette p = m_sign->palette();
    p.setColor(QPalette::WindowText, theme.tone(m_tone));
    m_sign->setPalette(p);
    p.setColor(QPalette::WindowText, theme.dim());
    m_second->setPalette(p);
    QPalette button;
    if (m_isBusy)
        button.setColor(QPalette::ButtonText, theme.dim());
    m_button->setPalette(button);
}

void InquiryRow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

} // namespace ui::widgets
