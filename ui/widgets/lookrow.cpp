#include "ui/widgets/lookrow.h"

#include "ui/theme.h"
#include "ui/widgets/inquiryrow.h"
#include "ui/widgets/lookwords.h"
#include "ui/widgets/twolines.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::widgets {

using engine::Look;

LookRow::LookRow(QWidget* parent)
    : QWidget(parent)
    , m_ask(InquiryRow::forLook(this))
    , m_rows(new QWidget(this))
    , m_grid(new QGridLayout(m_rows))
    , m_protect(new QPushButton(this))
{
    setObjectName(QStringLiteral("lookRow"));
    m_rows->setObjectName(QStringLiteral("lookRows"));
    m_grid->setContentsMargins(0, 2, 0, 0);
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(1);
    m_grid->setColumnStretch(4, 1);
    m_protect->setObjectName(QStringLiteral("protectLooked"));
    m_protect->setAutoDefault(false);
    m_protect->setToolTip(tr("Administrators that a look has found are then never sent."));
    auto* ask = new QHBoxLayout;
    ask->addWidget(m_ask, 1);
    ask->addWidget(m_protect, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(ask);
    column->addWidget(m_rows);
    connect(m_ask, &InquiryRow::asked, this, &LookRow::asked);
    connect(m_protect, &QPushButton::clicked, this, [this] { Q_EMIT protectAsked(unprotected()); });
    start(0);
}

void LookRow::start(qint64 count)
{
    m_result.reset();
    m_ask->start();
    m_ask->setAsk(count == 1                   ? tr("Loo&k at it")
                  : count > 1 && count <= most ? tr("Loo&k at all %1").arg(count)
                                               : tr("Loo&k at %1 of them").arg(most));
    fill();
}

void LookRow::setProblem(const QString& problem)
{
    m_ask->setProblem(problem);
}

void LookRow::setBusy()
{
    m_result.reset();
    m_ask->setBusy();
    fill();
}

bool LookRow::isBusy() const
{
    return m_ask->isBusy();
}

void LookRow::show(const engine::LookResult& result, const engine::Writing& writing)
{
    m_result = result;
    const bool isAlarming = std::any_of(result.looks.begin(), result.looks.end(), [](const Look& look) {
        return lookWords(look, false).isAlarming || look.kind != Look::Kind::there;
    });
    m_ask->show(result.isWhole() && !isAlarming ? Tone::done : Tone::held, engine::sentence(result, writing));
    fill();
}

void LookRow::tellRefused(const QString& sentence)
{
    m_ask->show(Tone::held, {sentence, tr("Nothing was touched.")});
}

void LookRow::setProtected(const QSet<QString>& ids)
{
    if (ids == m_protected)
        return;
    m_protected = ids;
    fill();
}

QStringList LookRow::unprotected() const
{
    QStringList ids;
    if (m_result)
        for (const QString& id : m_result->administrators())
            if (!m_protected.contains(id))
                ids << id;
    return ids;
}

void LookRow::fill()
{
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QStringList open = unprotected();
    m_protect->setVisible(!open.isEmpty());
    m_protect->setText(protectText(open));
    m_protect->setAccessibleName(tr("Protect %1").arg(open.join(QStringLiteral(", "))));
    m_rows->setVisible(m_result && !m_result->looks.isEmpty());
    if (!m_result)
        return;
    const Theme theme = Theme::of(palette());
    int row = 0;
    const auto place = [&](QLabel* cell, int column) {
        cell->setObjectName(QStringLiteral("look%1_%2").arg(row).arg(column));
        cell->setTextFormat(Qt::PlainText); // a vendor's words are only text
        m_grid->addWidget(cell, row, column, Qt::Alignment());
        return cell;
    };
    const auto add = [&](const QString& text, int column) {
        QLabel* cell = place(new QLabel(text, m_rows), column);
        cell->setTextInteractionFlags(Qt::TextSelectableByMouse);
        cell->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        return cell;
    };
    const auto addLong = [&](const QString& text, int column) {
        return place(new TwoLines(text, m_rows), column);
    };
    const auto colour = [](QLabel* cell, const QColor& to) {
        QPalette p = cell->palette();
        p.setColor(QPalette::WindowText, to);
        cell->setPalette(p);
    };
    for (const Look& look : m_result->looks) {
        const LookWords words = lookWords(look, m_protected.contains(look.listed.id));
        const bool isFine = look.kind == Look::Kind::there && !words.isAlarming;
        const Tone tone = isFine ? Tone::done : Tone::held;
        colour(add(isFine ? glyph(Tone::done) : QStringLiteral("!"), 0), theme.tone(tone));
        add(look.listed.id, 1);
        colour(addLong(look.listed.label, 2), theme.dim());
        addLong(words.vendor, 3);
        QLabel* remark = add(words.remark, 4);
        remark->setWordWrap(true); // it never widens the page
        if (words.isAlarming) {
            QFont bold = remark->font();
            bold.setBold(true);
            remark->setFont(bold);
            colour(remark, theme.tone(Tone::held));
        } else {
            colour(remark, theme.dim());
        }
        ++row;
    }
}

void LookRow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        fill();
}

} // namespace ui::widgets
