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

namespace ui::widgets {

using engine::Look;

namespace {

constexpr int rowsWidthMost = 960; ///< px: a button stands near its row

} // namespace

LookRow::LookRow(QWidget* parent)
    : QWidget(parent)
    , m_ask(InquiryRow::forLook(this))
    , m_rows(new QWidget(this))
    , m_grid(new QGridLayout(m_rows))
{
    setObjectName(QStringLiteral("lookRow"));
    m_rows->setObjectName(QStringLiteral("lookRows"));
    m_rows->setMaximumWidth(rowsWidthMost);
    m_grid->setContentsMargins(0, 2, 0, 0);
    m_grid->setHorizontalSpacing(14);
    m_grid->setVerticalSpacing(1);
    m_grid->setColumnStretch(4, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_ask);
    auto* across = new QHBoxLayout; // one that knows how wide the rows are when it asks how high
    across->addWidget(m_rows, 1);
    across->addStretch();
    column->addLayout(across);
    connect(m_ask, &InquiryRow::asked, this, &LookRow::asked);
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
    m_ask->show(result.isWhole() ? Tone::done : toneOf(result.end), engine::sentence(result, writing));
    // The sign of the worst row stands above them all.
    int worst = 0;
    for (const Look& look : result.looks)
        if (const LookWords words = lookWords(look, false); words.weight > worst) {
            worst = words.weight;
            m_ask->setSign(words.tone, words.mark);
        }
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

void LookRow::fill()
{
    while (QLayoutItem* item = m_grid->takeAt(0)) {
        // Not at once: one of them may be the button that asked for this.
        item->widget()->hide();
        item->widget()->setObjectName({});
        item->widget()->deleteLater();
        delete item;
    }
    m_rows->setVisible(m_result && !m_result->looks.isEmpty());
    if (!m_result)
        return;
    fillHeadings();
    // Buttons that are made now would come last in the window's chain: the keyboard goes as the eye does.
    QWidget* last = m_ask->findChild<QPushButton*>();
    for (int row = 0; row < int(m_result->looks.size()); ++row)
        if (QWidget* button = fillLook(row, m_result->looks[row])) {
            setTabOrder(last, button);
            last = button;
        }
}

/// Which of the two names is whose.
void LookRow::fillHeadings()
{
    const QStringList headings{QString(), tr("Id"), tr("The list says"),
                               tr("%1 holds").arg(m_result->vendor)};
    for (int column = 1; column < int(headings.size()); ++column) {
        auto* heading = new QLabel(headings[column], m_rows);
        heading->setObjectName(QStringLiteral("lookHeading%1").arg(column));
        heading->setTextFormat(Qt::PlainText);
        heading->setForegroundRole(QPalette::PlaceholderText);
        m_grid->addWidget(heading, 0, column);
    }
}

/// The button that protects it, where it is doubtful.
QPushButton* LookRow::fillLook(int row, const Look& look)
{
    const Theme theme = Theme::of(palette());
    const auto place = [&](QLabel* cell, int column) {
        cell->setObjectName(QStringLiteral("look%1_%2").arg(row).arg(column));
        cell->setTextFormat(Qt::PlainText); // a vendor's words are only text
        m_grid->addWidget(cell, row + 1, column, Qt::Alignment());
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
    const LookWords words = lookWords(look, m_protected.contains(look.listed.id));
    colour(add(words.mark, 0), theme.tone(words.tone));
    add(look.listed.id, 1);
    colour(addLong(look.listed.label, 2), theme.dim());
    addLong(words.vendor, 3);
    QLabel* remark = add(words.remark, 4);
    remark->setWordWrap(true); // it never widens the page
    colour(remark, words.isAlarming ? theme.tone(Tone::held) : theme.dim());
    if (!words.isAlarming)
        return nullptr;
    QFont bold = remark->font();
    bold.setBold(true);
    remark->setFont(bold);
    auto* protect = new QPushButton(tr("Protect"), m_rows);
    protect->setObjectName(QStringLiteral("protectLook%1").arg(row));
    protect->setAccessibleName(tr("Protect %1").arg(look.listed.id));
    protect->setToolTip(tr("Never sends it, on whatever list it stands."));
    protect->setAutoDefault(false);
    connect(protect, &QPushButton::clicked, this, [this, id = look.listed.id] { Q_EMIT protectAsked({id}); });
    m_grid->addWidget(protect, row + 1, 5, Qt::AlignTop);
    return protect;
}

void LookRow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        fill();
}

} // namespace ui::widgets
