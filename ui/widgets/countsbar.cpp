#include "ui/widgets/countsbar.h"

#include "engine/sentences.h"
#include "ui/jobtone.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QPalette>
#include <QShortcut>
#include <QToolButton>

namespace ui::widgets {

using jobs::ItemState;

namespace {

QString nameOf(ItemState state)
{
    const auto name = jobs::name(state);
    QString text = QString::fromLatin1(name.data(), qsizetype(name.size()));
    text[0] = text[0].toUpper();
    return QStringLiteral("count") + text;
}

} // namespace

CountsBar::CountsBar(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("countsBar"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 12, 2);
    row->setSpacing(4);
    for (std::size_t i = 0; i < jobs::itemStateCount; ++i) {
        const auto state = static_cast<ItemState>(i);
        auto* button = new QToolButton(this);
        button->setObjectName(nameOf(state));
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setToolTip(tr("Show only these (Alt+%1; Alt+0 shows all)").arg(i + 1));
        connect(button, &QToolButton::clicked, this,
                [this, state](bool isOn) { setFilter(isOn ? std::optional(state) : std::nullopt); });
        auto* key = new QShortcut(QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + int(i))), this);
        key->setContext(Qt::WindowShortcut);
        connect(key, &QShortcut::activated, this, [this, state] { setFilter(state); });
        row->addWidget(button);
        m_buttons[i] = button;
    }
    row->addStretch();
    auto* all = new QShortcut(QKeySequence(Qt::ALT | Qt::Key_0), this);
    connect(all, &QShortcut::activated, this, [this] { setFilter(std::nullopt); });
}

void CountsBar::setFilter(std::optional<ItemState> filter)
{
    for (std::size_t i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setChecked(filter == static_cast<ItemState>(i));
    if (m_filter == filter)
        return;
    m_filter = filter;
    Q_EMIT filterChanged(filter);
}

void CountsBar::show(const engine::JobSnapshot& job, const engine::Writing& writing)
{
    const Theme theme = Theme::of(palette());
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        const auto state = static_cast<ItemState>(i);
        const qint64 count = job.counts[state];
        QToolButton* button = m_buttons[i];
        const QString sign = glyph(state);
        const QString text = sign.isEmpty() ? tr("%1 %2").arg(label(state), writing.number(count))
                                            : tr("%1 %2 %3").arg(sign, label(state), writing.number(count));
        if (button->text() != text)
            button->setText(text);
        button->setVisible(state != ItemState::skipped || count > 0);
        QPalette p = button->palette();
        p.setColor(QPalette::ButtonText, count == 0 ? theme.dim() : theme.text());
        button->setPalette(p);
        QFont font = button->font();
        font.setBold(count > 0 && (state == ItemState::failed || state == ItemState::unknown));
        button->setFont(font);
    }
    const qint64 gone = job.counts[ItemState::gone];
    m_buttons[std::size_t(ItemState::gone)]->setToolTip(
        tr("Already absent before us: %1. Probably ours: %2.")
            .arg(writing.number(gone - job.goneOurs), writing.number(job.goneOurs)));
    m_buttons[std::size_t(ItemState::unknown)]->setToolTip(
        tr("We sent it, but the answer never came. It may or may not have been %1.").arg(job.participle));
}

} // namespace ui::widgets
