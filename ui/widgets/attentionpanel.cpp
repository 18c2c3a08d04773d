#include "ui/widgets/attentionpanel.h"

#include "ui/widgets/fittingscroll.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::widgets {

namespace {

QString nameOf(Choice choice)
{
    switch (choice) {
    case Choice::leaveOutSent:
        return QStringLiteral("leaveOutSentButton");
    case Choice::goOn:
        return QStringLiteral("goOnButton");
    case Choice::retryUnknown:
        return QStringLiteral("retryUnknownButton");
    case Choice::retryFailed:
        return QStringLiteral("retryFailedButton");
    case Choice::retryBoth:
        return QStringLiteral("retryBothButton");
    case Choice::keepPaused:
        return QStringLiteral("keepPausedButton");
    case Choice::end:
        return QStringLiteral("endButton");
    case Choice::signIn:
        return QStringLiteral("signInButton");
    case Choice::markDone:
        return QStringLiteral("markDoneButton");
    case Choice::markFailed:
        return QStringLiteral("markFailedButton");
    case Choice::start:
        return QStringLiteral("startButton");
    case Choice::goOnNow:
        return QStringLiteral("goOnNowButton");
    case Choice::pause:
        return QStringLiteral("stayPausedButton");
    case Choice::look:
        return QStringLiteral("lookAtUntouchedButton");
    case Choice::newJobOfRest:
        return QStringLiteral("newJobOfRestButton");
    }
    return {};
}

QString toldBy(const std::vector<Matter>& matters)
{
    QString told;
    for (const Matter& matter : matters) {
        told += matter.title + matter.lines.join(QLatin1Char('\n'));
        for (const Matter::Option& option : matter.options)
            told += option.text;
    }
    return told;
}

QWidget* widgetOf(const Matter& matter, AttentionPanel* panel)
{
    auto* box = new QWidget(panel);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(20, 6, 12, 6);
    column->setSpacing(4);
    auto* title = new QLabel(matter.title, box);
    title->setWordWrap(true);
    title->setTextFormat(Qt::PlainText);
    QFont font = title->font();
    font.setBold(true);
    title->setFont(font);
    column->addWidget(title);
    if (!matter.lines.isEmpty()) {
        // In a low window they scroll; what can be chosen is always seen.
        auto* page = new QWidget;
        auto* lines = new QVBoxLayout(page);
        lines->setContentsMargins(0, 0, 0, 0);
        lines->setSpacing(4);
        for (const QString& text : matter.lines) {
            auto* line = new QLabel(QStringLiteral("· ") + text, page);
            line->setWordWrap(true);
            line->setTextFormat(Qt::PlainText);
            lines->addWidget(line);
        }
        column->addWidget(new FittingScroll(page, box));
    }
    if (!matter.options.empty()) {
        auto* row = new QHBoxLayout;
        for (std::size_t i = 0; i < matter.options.size(); ++i) {
            const Matter::Option& option = matter.options[i];
            auto* button = new QPushButton(option.text, box);
            button->setObjectName(nameOf(option.choice));
            button->setAutoDefault(false);
            QObject::connect(button, &QPushButton::clicked, panel,
                             [panel, choice = option.choice] { Q_EMIT panel->chosen(choice); });
            row->addWidget(button);
        }
        row->addStretch();
        column->addLayout(row);
    }
    return box;
}

} // namespace

AttentionPanel::AttentionPanel(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("attentionPanel"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    hide();
}

void AttentionPanel::show(const std::vector<Matter>& matters)
{
    const QString told = toldBy(matters);
    if (told == m_told)
        return;
    m_told = told;
    m_matters = matters;
    while (QLayoutItem* item = m_layout->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const Matter& matter : m_matters)
        m_layout->addWidget(widgetOf(matter, this));
    setRoom(m_room);
    setVisible(!m_matters.empty());
    update();
}

void AttentionPanel::setRoom(int height)
{
    m_room = height;
    for (auto* lines : findChildren<FittingScroll*>())
        lines->setMost(height);
}

void AttentionPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    painter.fillRect(rect(), theme.surface());
    for (int i = 0; i < m_layout->count() && i < int(m_matters.size()); ++i) {
        const QRect area = m_layout->itemAt(i)->geometry();
        painter.fillRect(QRect(0, area.top() + 2, 6, area.height() - 4),
                         theme.tone(m_matters[std::size_t(i)].tone));
    }
    painter.setPen(theme.line());
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

} // namespace ui::widgets
