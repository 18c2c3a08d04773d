#include "ui/widgets/previewtable.h"

#include "engine/sentences.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHeaderView>

#include <algorithm>
#include <vector>

namespace ui::widgets {

namespace {

constexpr int rowHeight = 22; ///< px
constexpr int edgesMost = 2 * int(idlist::Preview::edgeRows) + 1, randomMost = 10;

QString number(std::uint64_t n)
{
    return engine::Writing(engine::WallTime{}).number(qint64(n));
}

} // namespace

QString columnName(const idlist::Preview::Column& column)
{
    return column.heading.isEmpty() ? QStringLiteral("%1").arg(column.letters)
                                    : QStringLiteral("%1  %2").arg(column.letters, column.heading);
}

void settle(QTableWidget& table)
{
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.verticalHeader()->setDefaultSectionSize(rowHeight);
    table.verticalHeader()->hide();
    table.horizontalHeader()->setStretchLastSection(true);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false); // Tab goes on to the next control
}

void fitHeight(QTableWidget& table, int rowsMost)
{
    const int rows = std::clamp(table.rowCount(), 1, rowsMost);
    // Fitted columns leave the rest to the last one again.
    table.horizontalHeader()->setStretchLastSection(false);
    table.horizontalHeader()->setStretchLastSection(true);
    table.setFixedHeight(table.horizontalHeader()->sizeHint().height() + rows * rowHeight + 4);
}

PreviewTable::PreviewTable(QWidget* parent) : QTableWidget(parent)
{
    setObjectName(QStringLiteral("previewTable"));
    setAccessibleName(tr("Rows of the list"));
    settle(*this);
}

void PreviewTable::show(const idlist::Preview& preview, const std::shared_ptr<const idlist::List>& list,
                        std::uint64_t rows)
{
    m_preview = preview;
    m_list = list;
    m_total = rows;
    fill();
}

void PreviewTable::setRandom(bool isRandom)
{
    m_isRandom = isRandom;
    fill();
}

void PreviewTable::fill()
{
    if (!m_preview)
        return;
    const auto& preview = *m_preview;
    const bool isRandom = m_isRandom && !preview.random.empty();
    std::vector<const idlist::Preview::Line*> lines;
    for (const auto& line : isRandom ? preview.random : preview.first)
        lines.push_back(&line);
    const std::size_t upper = lines.size();
    if (!isRandom)
        for (const auto& line : preview.last)
            if (lines.empty() || line.line > lines.back()->line)
                lines.push_back(&line);
    const std::uint64_t between = isRandom || m_total <= lines.size() ? 0 : m_total - lines.size();

    const int columns = int(std::min(preview.columns.size(), idlist::Preview::columnsShownMax));
    bool isMerged = false;
    const bool hasReasons =
        std::ranges::any_of(lines, [&](const auto* line) { return !whyNot(*line, isMerged).isEmpty(); });
    QStringList headings{tr("line")};
    for (int c = 0; c < columns; ++c)
        headings << columnName(preview.columns[std::size_t(c)]);
    if (hasReasons)
        headings << tr("Why it will not be sent");
    clearSpans();
    setColumnCount(int(headings.size()));
    setHorizontalHeaderLabels(headings);
    setRowCount(0); // what stood there before leaves no cell behind
    setRowCount(int(lines.size()) + (between > 0 ? 1 : 0));
    int row = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (between > 0 && i == upper)
            fillGap(row++, between, int(headings.size()));
        fillLine(row++, *lines[i], columns);
    }
    resizeColumnsToContents();
    fitHeight(*this, isRandom ? randomMost : edgesMost);
}

void PreviewTable::fillGap(int row, std::uint64_t count, int columns)
{
    auto* gap = new QTableWidgetItem(count == 1 ? tr("… 1 more …") : tr("… %1 more …").arg(number(count)));
    gap->setFlags(Qt::ItemIsEnabled);
    gap->setForeground(Theme::of(palette()).dim());
    gap->setTextAlignment(Qt::AlignCenter);
    setItem(row, 0, gap);
    setSpan(row, 0, 1, columns);
}

void PreviewTable::fillLine(int row, const idlist::Preview::Line& line, int columns)
{
    const Theme theme = Theme::of(palette());
    bool isMerged = false;
    const QString why = whyNot(line, isMerged);
    const Tone tone = isMerged ? Tone::paused : Tone::failed;
    auto* place = new QTableWidgetItem(
        why.isEmpty() ? number(line.line) : glyph(tone) + QStringLiteral("  ") + number(line.line));
    place->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    if (!why.isEmpty())
        place->setForeground(theme.tone(tone));
    setItem(row, 0, place);
    for (int c = 0; c < columns; ++c) {
        auto* cell = new QTableWidgetItem(c < line.cells.size() ? line.cells[c] : QString());
        if (m_preview->idColumn == c + 1) {
            QFont bold = font();
            bold.setBold(true);
            cell->setFont(bold);
        }
        if (!why.isEmpty())
            cell->setForeground(theme.dim());
        setItem(row, c + 1, cell);
    }
    if (why.isEmpty())
        return;
    auto* reason = new QTableWidgetItem(why);
    reason->setToolTip(why.toHtmlEscaped());
    setItem(row, columns + 1, reason);
}

/// Empty: it is sent, or nothing was read yet.
QString PreviewTable::whyNot(const idlist::Preview::Line& line, bool& isMerged) const
{
    isMerged = false;
    if (!m_list)
        return {};
    const auto& rejects = m_list->rejects();
    if (const auto found = std::ranges::find(rejects, line.line, &idlist::Reject::line);
        found != rejects.end())
        return m_list->sentence(*found);
    const auto& twins = m_list->duplicates();
    const auto twin = std::ranges::find(twins, line.line, &idlist::Duplicate::line);
    if (twin == twins.end())
        return {};
    isMerged = true;
    return tr("the same id as in line %1, where it is sent").arg(number(twin->firstLine));
}

void PreviewTable::changeEvent(QEvent* event)
{
    QTableWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        fill();
}

} // namespace ui::widgets
