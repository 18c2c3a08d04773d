#include "ui/widgets/signincheckrow.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

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

SignInCheckRow::SignInCheckRow(QWidget* parent)
    : QWidget(parent)
    , m_button(new QPushButton(this))
    , m_sign(new QLabel(this))
    , m_first(line(QStringLiteral("signInShown"), this))
    , m_second(line(QStringLiteral("signInMeans"), this))
{
    setObjectName(QStringLiteral("signInCheckRow"));
    m_button->setObjectName(QStringLiteral("checkSignIn"));
    m_button->setAccessibleName(tr("Check the sign-in"));
    m_button->setAutoDefault(false);
    // The longest of its texts: the line beside it must not jump.
    m_button->setText(tr("Checking…"));
    m_button->setMinimumWidth(m_button->sizeHint().width());
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_first);
    words->addWidget(m_second);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_button, 0, Qt::AlignTop);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    // While it is busy it keeps the focus, and only does nothing.
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (!m_isBusy)
            Q_EMIT asked();
    });
    start();
}

void SignInCheckRow::start(const engine::Sentence& unable)
{
    m_button->setVisible(unable.first.isEmpty());
    setBusy(false);
    m_sign->hide();
    tell(unable);
}

void SignInCheckRow::setProblem(const QString& problem)
{
    m_button->setEnabled(problem.isEmpty());
    m_button->setToolTip(problem.isEmpty() ? tr("One harmless call. It touches no item.") : problem);
}

void SignInCheckRow::setBusy()
{
    setBusy(true);
    m_sign->hide();
    tell({});
}

void SignInCheckRow::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_button->setText(isBusy ? tr("Checking…") : tr("&Check"));
}

void SignInCheckRow::show(Tone tone, const engine::Sentence& sentence)
{
    setBusy(false);
    m_tone = tone;
    m_sign->setText(glyph(tone));
    m_sign->show();
    colour();
    tell(sentence);
}

void SignInCheckRow::tell(const engine::Sentence& sentence)
{
    m_first->setText(sentence.first);
    m_second->setText(sentence.second);
    m_first->setVisible(!sentence.first.isEmpty());
    m_second->setVisible(!sentence.second.isEmpty());
}

void SignInCheckRow::colour()
{
    const Theme theme = Theme::of(palette());
    QPalette p = m_sign->palette();
    p.setColor(QPalette::WindowText, theme.tone(m_tone));
    m_sign->setPalette(p);
    p.setColor(QPalette::WindowText, theme.dim());
    m_second->setPalette(p);
}

void SignInCheckRow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

} // namespace ui::widgets
