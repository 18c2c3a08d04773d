#include "ui/widgets/previewtable.h"

#include "engine/sentences.h"

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

/// What is wrong and what to do, so short that it can be read beside the row; the id itself stands there.
QString remedy(const idlist::Reject& reject)
{
    using idlist::Why;
    switch (reject.why) {
    case Why::none:
        return {};
    case Why::empty:
        return PreviewTable::tr("empty: fill it in, or remove the line");
    case Why::dots:
        return PreviewTable::tr("would point elsewhere: mend or remove it");
    case Why::control:
        return PreviewTable::tr("invisible characters: type it again");
    case Why::pattern:
        return PreviewTable::tr("not an id here: mend it, or choose another column");
    case Why::foreign:
        return PreviewTable::tr("another kind (%1): remove it, or choose its operation")
            .arg(QString::fromStdString(reject.detail));
    case Why::damaged:
        return PreviewTable::tr("changed by a spreadsheet: export it as text");
    case Why::tooLong:
        return PreviewTable::tr("too long: is this the right column?");
    case Why::quoting:
        return PreviewTable::tr("text after its closing quote: write quotes twice");
    }
    return {};
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
    m_protection.reset(); // of the list before
    m_total = rows;
    fill();
}

void PreviewTable::setRandom(bool isRandom)
{
    m_isRandom = isRandom;
    fill();
}

void PreviewTable::setProtection(std::shared_ptr<const Protection> protection)
{
    if (protection == m_protection)
        return;
    const bool changes =
        (protection && protection->count() > 0) || (m_protection && m_protection->count() > 0);
    m_protection = std::move(protection);
    if (changes)
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
    const bool hasReasons =
        std::ranges::any_of(lines, [&](const auto* line) { return !whyNot(*line).words.isEmpty(); });
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
    const WhyNot why = whyNot(line);
    const bool isSent = why.words.isEmpty();
    auto* place = new QTableWidgetItem(isSent ? number(line.line)
                                              : glyph(why.tone) + QStringLiteral("  ") + number(line.line));
    place->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    if (!isSent)
        place->setForeground(theme.tone(why.tone));
    setItem(row, 0, place);
    for (int c = 0; c < columns; ++c) {
        auto* cell = new QTableWidgetItem(c < line.cells.size() ? line.cells[c] : QString());
        if (m_preview->idColumn == c + 1) {
            QFont bold = font();
            bold.setBold(true);
            cell->setFont(bold);
        }
        if (!isSent)
            cell->setForeground(theme.dim());
        setItem(row, c + 1, cell);
    }
    if (isSent)
        return;
    auto* reason = new QTableWidgetItem(why.words);
    reason->setToolTip(why.sentence.toHtmlEscaped());
    setItem(row, columns + 1, reason);
}

/// Without words: it is sent, or nothing was read yet.
PreviewTable::WhyNot PreviewTable::whyNot(const idlist::Preview::Line& line) const
{
    if (!m_list)
        return {};
    const auto& rejects = m_list->rejects();
    if (const auto found = std::ranges::find(rejects, line.line, &idlist::Reject::line);
        found != rejects.end())
        return {remedy(*found), m_list->sentence(*found), Tone::failed};
    const auto& twins = m_list->duplicates();
    const auto twin = std::ranges::find(twins, line.line, &idlist::Duplicate::line);
    const bool isTwin = twin != twins.end();
    if (const QString kept = whyKept(isTwin ? twin->firstLine : line.line); !kept.isEmpty())
        return {kept, kept, Tone::paused};
    if (!isTwin)
        return {};
    const QString same = tr("the same id as in line %1, where it is sent").arg(number(twin->firstLine));
    return {same, same, Tone::paused};
}

/// Of the id in a line; empty: nothing protects it.
QString PreviewTable::whyKept(std::uint32_t line) const
{
    if (!m_protection)
        return {};
    const auto& items = m_protection->items;
    const auto found =
        std::ranges::find(items, line, [this](std::size_t item) { return m_list->line(item); });
    if (found == items.end())
        return {};
    return m_protection->ownId.toStdString() == m_list->id(*found)
               ? tr("the account that signs in: never sent")
               : tr("protected: never sent");
}

void PreviewTable::changeEvent(QEvent* event)
{
    QTableWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        fill();
}

} // namespace ui::widgets
