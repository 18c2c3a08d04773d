#include "ui/widgets/doubtbar.h"

#include "ui/theme.h"
#include "ui/widgets/lookwords.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace ui::widgets {

DoubtBar::DoubtBar(const QString& text, const QString& button, QWidget* parent)
    : QWidget(parent)
    , m_words(new QLabel(this))
    , m_protect(new QPushButton(this))
{
    m_words->setObjectName(text);
    m_words->setTextFormat(Qt::PlainText); // a vendor's words are only text
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_protect->setObjectName(button);
    m_protect->setToolTip(tr("Never sends what is doubtful; the number that you type becomes another one."));
    m_protect->setAutoDefault(false);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 6, 8, 6);
    row->setSpacing(12);
    row->addWidget(m_words, 1);
    row->addWidget(m_protect);
    connect(m_protect, &QPushButton::clicked, this, [this] { Q_EMIT protectAsked(m_ids); });
    show({}, {});
}

void DoubtBar::show(const QString& words, const QStringList& ids)
{
    m_ids = ids;
    m_words->setText(words);
    m_protect->setVisible(!ids.isEmpty());
    m_protect->setText(protectText(ids));
    m_protect->setAccessibleName(tr("Protect %1").arg(ids.join(QStringLiteral(", "))));
    setVisible(!words.isEmpty());
    colour();
}

void DoubtBar::colour()
{
    QPalette text = m_words->palette();
    text.setColor(QPalette::WindowText, Theme::of(palette()).textOn(Tone::needs));
    m_words->setPalette(text);
}

void DoubtBar::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), Theme::of(palette()).tone(Tone::needs));
}

void DoubtBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

} // namespace ui::widgets
