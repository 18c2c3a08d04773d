#include "ui/widgets/headerband.h"

#include "ui/widgets/twolines.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::widgets {

namespace {

constexpr int barWidth = 6;                                       ///< px
constexpr int marginTop = 10, marginBottom = 8, betweenLines = 4; ///< px
constexpr int sentencePixels = 20;
constexpr int glyphLeft = 14, glyphWidth = 26;

QLabel* line(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    return label;
}

} // namespace

HeaderBand::HeaderBand(QWidget* parent)
    : QWidget(parent)
    , m_place(new TwoLines({}, this))
    , m_first(line(QStringLiteral("headerSentence"), this))
    , m_second(line(QStringLiteral("headerSecondLine"), this))
    , m_buttons(new QHBoxLayout)
{
    setObjectName(QStringLiteral("headerBand"));
    m_place->setObjectName(QStringLiteral("headerPlace"));
    m_place->hide();
    QFont font = m_first->font();
    font.setPixelSize(sentencePixels);
    font.setWeight(QFont::DemiBold);
    m_first->setFont(font);
    // Room for two lines of the sentence and one below it, so that nothing moves when it wraps.
    m_leastHeight = marginTop + 2 * QFontMetrics(font).lineSpacing() + betweenLines
                    + QFontMetrics(m_second->font()).lineSpacing() + marginBottom + 2;
    setMinimumHeight(m_leastHeight);

    auto* lines = new QVBoxLayout;
    lines->setSpacing(betweenLines);
    lines->addWidget(m_place);
    lines->addWidget(m_first);
    lines->addWidget(m_second);
    lines->addStretch();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(glyphLeft + glyphWidth, marginTop, 12, marginBottom);
    row->setSpacing(12);
    row->addLayout(lines, 1);
    m_buttons->setSpacing(6);
    auto* right = new QVBoxLayout;
    right->addLayout(m_buttons);
    right->addStretch();
    row->addLayout(right);
    colour();
}

void HeaderBand::show(Tone tone, const engine::Sentence& sentence, const QString& third)
{
    const QString second = third.isEmpty()             ? sentence.second
                           : sentence.second.isEmpty() ? third
                           : sentence.second.endsWith(QLatin1Char('.'))
                               ? sentence.second + QStringLiteral("  ") + third
                               : sentence.second + QStringLiteral(" · ") + third;
    if (m_first->text() != sentence.first)
        m_first->setText(sentence.first);
    if (m_second->text() != second)
        m_second->setText(second);
    if (m_tone != tone) {
        m_tone = tone;
        colour();
        update();
    }
}

void HeaderBand::setPlace(const QString& place)
{
    if (m_place->text() == place)
        return;
    m_place->setText(place);
    m_place->setToolTip(place.toHtmlEscaped());
    m_place->setVisible(!place.isEmpty());
    setMinimumHeight(m_leastHeight
                     + (place.isEmpty() ? 0 : betweenLines + m_place->fontMetrics().lineSpacing()));
}

QPushButton* HeaderBand::addButton(const QString& text, const QString& name)
{
    auto* button = new QPushButton(text, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    m_buttons->addWidget(button);
    return button;
}

QString HeaderBand::firstLine() const
{
    return m_first->text();
}

QString HeaderBand::secondLine() const
{
    return m_second->text();
}

void HeaderBand::colour()
{
    const Theme theme = Theme::of(palette());
    const QColor text = m_tone == Tone::needs ? theme.textOn(Tone::needs) : theme.text();
    for (QLabel* label : {m_place, m_first, m_second}) {
        QPalette p = label->palette();
        p.setColor(QPalette::WindowText, text);
        label->setPalette(p);
    }
}

void HeaderBand::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

void HeaderBand::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    if (m_tone == Tone::needs)
        painter.fillRect(rect(), theme.tone(Tone::needs));
    painter.fillRect(0, 0, barWidth, height(), theme.tone(m_tone));
    painter.setPen(m_tone == Tone::needs ? theme.textOn(Tone::needs) : theme.tone(m_tone));
    painter.setFont(m_first->font());
    const QRect where(glyphLeft, m_first->y(), glyphWidth, QFontMetrics(m_first->font()).height());
    painter.drawText(where, Qt::AlignLeft | Qt::AlignVCenter, glyph(m_tone));
    painter.setPen(theme.line());
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

} // namespace ui::widgets
