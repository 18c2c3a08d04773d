#include "ui/pages/itemspanel.h"

#include "engine/sentences.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QShortcut>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui::pages {

using jobs::ItemState;
using models::ItemsModel;

namespace {

constexpr int rowHeight = 22;     ///< px
constexpr int refreshEvery = 300; ///< ms
constexpr int filterDelay = 30;   ///< ms after the last key: a new search ends the one before
constexpr int answerLeast = 96, labelLeast = 72, receiptLeast = 96; ///< px
constexpr int rowsSampled = 40;                                     ///< of each end of a list
constexpr int copyMost = 100'000;                                   ///< rows into the clipboard

} // namespace

ItemsPanel::ItemsPanel(models::RowSource* source, QWidget* parent)
    : QWidget(parent)
    , m_model(new ItemsModel(source, this))
    , m_view(new QTableView(this))
    , m_filter(new QLineEdit(this))
    , m_problems(new QToolButton(this))
    , m_shown(new QLabel(this))
    , m_export(new QPushButton(tr("Export…"), this))
{
    setObjectName(QStringLiteral("itemsPanel"));
    m_filter->setObjectName(QStringLiteral("itemsFilter"));
    m_filter->setAccessibleName(tr("Filter the table"));
    m_filter->setPlaceholderText(tr("Filter: id, label or answer   Ctrl+F"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(280);
    m_problems->setObjectName(QStringLiteral("problemsCount"));
    m_problems->setAutoRaise(true);
    m_problems->setToolTip(tr("To the next item that failed or is unknown"));
    m_shown->setObjectName(QStringLiteral("rowsShown"));
    m_export->setObjectName(QStringLiteral("exportButton"));
    m_export->setToolTip(tr("Ctrl+E"));
    m_view->setObjectName(QStringLiteral("itemsTable"));
    m_view->setAccessibleName(tr("Items"));
    m_view->setTabKeyNavigation(false); // Tab goes on to the next control
    m_view->setModel(m_model);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setShowGrid(false);
    m_view->setAlternatingRowColors(true);
    m_view->setWordWrap(false);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    // Sections of one fixed size: measuring a million rows is out of the question.
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_view->verticalHeader()->hide();
    QHeaderView* head = m_view->horizontalHeader();
    head->setHighlightSections(false);
    const std::array widths{104, 96, 170, 64, 48, 150, 190, 64, 144};
    for (int i = 0; i < ItemsModel::ColumnCount; ++i)
        head->resizeSection(i, widths[std::size_t(i)]);
    // The answer takes what is left, so that the time never leaves the window.
    head->setSectionResizeMode(ItemsModel::Answer, QHeaderView::Stretch);
    head->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    head->setSectionsClickable(true);
    // A third press on a heading brings the order of the list back.
    head->setSortIndicatorClearable(true);
    head->setSortIndicator(-1, Qt::AscendingOrder);
    head->setSortIndicatorShown(true);
    head->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(head, &QHeaderView::customContextMenuRequested, this, &ItemsPanel::showColumnsMenu);
    connect(head, &QHeaderView::sortIndicatorChanged, this, &ItemsPanel::takeSort);
    connect(head, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (column == ItemsModel::Label && !m_isFitting && width > 0)
            m_isLabelWidthChosen = true;
    });

    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 4, 12, 2);
    row->addWidget(m_filter);
    row->addWidget(m_shown);
    row->addStretch();
    row->addWidget(m_problems);
    row->addWidget(m_export);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(row);
    column->addWidget(m_view, 1);

    m_filter->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    m_filterSoon.setSingleShot(true);
    m_filterSoon.setInterval(filterDelay);
    connect(&m_filterSoon, &QTimer::timeout, this, &ItemsPanel::applyFilter);
    // After the first change, not before the next: so the last one is always shown.
    m_refreshSoon.setSingleShot(true);
    m_refreshSoon.setInterval(refreshEvery);
    connect(&m_refreshSoon, &QTimer::timeout, this, &ItemsPanel::refresh);
    connect(m_filter, &QLineEdit::textChanged, &m_filterSoon, qOverload<>(&QTimer::start));
    connect(m_export, &QPushButton::clicked, this, &ItemsPanel::exportAsked);
    connect(m_model, &ItemsModel::filterApplied, this, [this](int rows, bool isComplete) {
        const engine::Writing write{engine::WallTime{}};
        QStringList says;
        if (m_model->isFiltered())
            says << (isComplete ? tr("%1 shown") : tr("%1 so far, still looking…")).arg(write.number(rows));
        if (m_model->isSorted())
            says << tr("sorted as it stood; press the heading for the list’s own order");
        m_shown->setText(says.join(QStringLiteral(" · ")));
    });
    connect(m_problems, &QToolButton::clicked, this, &ItemsPanel::nextProblem);
    connect(m_view, &QTableView::customContextMenuRequested, this, &ItemsPanel::showMenu);
    connect(m_view, &QTableView::activated, this,
            [this](const QModelIndex& at) { Q_EMIT rowOpened(m_model->itemAt(at.row())); });
    connect(m_view, &QTableView::clicked, this, [this] { m_follows = false; });
    connect(m_view->verticalScrollBar(), &QScrollBar::sliderMoved, this, [this] { m_follows = false; });
    connect(m_view->verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] { m_follows = false; });
    const auto key = [this](const QKeySequence& keys, auto slot) {
        auto* made = new QShortcut(keys, m_view);
        made->setContext(Qt::WidgetShortcut);
        connect(made, &QShortcut::activated, this, slot);
    };
    key(QKeySequence(Qt::CTRL | Qt::Key_C), &ItemsPanel::copyIds);
    key(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), &ItemsPanel::copyRows);
    key(QKeySequence(Qt::Key_End), &ItemsPanel::followAgain);
}

void ItemsPanel::show(const engine::JobSnapshot& job)
{
    if (m_job != job.id) {
        m_job = job.id;
        m_state.reset();
        m_filter->clear();
        m_filterSoon.stop();
        m_refreshSoon.stop();
        m_counts = job.counts;
        m_follows = true;
        {
            const QSignalBlocker silent(m_view->horizontalHeader());
            m_view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
        }
        m_model->setJob(job.id, job.counts.total());
        fitNames();
        m_isMoving = false; // that was the job before
        m_shown->clear();
    } else if (job.counts != m_counts) {
        m_counts = job.counts;
        if (!m_refreshSoon.isActive())
            m_refreshSoon.start();
    }
    const qint64 problems = qint64(job.counts[ItemState::failed]) + job.counts[ItemState::unknown];
    const engine::Writing write{engine::WallTime{}};
    m_isReadOnly = job.isReadOnly;
    m_export->setVisible(!job.isRehearsal); // nothing of it is kept
    m_problems->setEnabled(problems > 0);
    m_problems->setText(problems > 0 ? tr("Problems %1: F4 next").arg(write.number(problems))
                                     : tr("None failed or unknown"));
    m_hasReceipts = job.receipts > 0;
    hideColumns();
    // Once more when it comes to rest: its last rows are the latest then.
    const bool moves = job.state == jobs::JobState::running || job.state == jobs::JobState::pausing;
    m_isMoving = m_isMoving || moves;
    follow();
    m_isMoving = moves;
}

void ItemsPanel::refresh()
{
    m_model->refresh(m_counts.total());
    // A sorted table stands as it stood: rows that wander under the eye cannot be read.
    if (m_model->isFiltered() && !m_model->isSorted())
        applyFilter();
    follow();
}

void ItemsPanel::setState(std::optional<ItemState> state)
{
    m_state = state;
    applyFilter();
}

bool ItemsPanel::eventFilter(QObject* watched, QEvent* event)
{
    // The list is read before the first key; it stays as long as there is something to look for.
    if (watched == m_filter && event->type() == QEvent::FocusIn)
        m_model->setTextExpected(true);
    else if (watched == m_filter && event->type() == QEvent::FocusOut && m_filter->text().isEmpty())
        m_model->setTextExpected(false);
    if (watched == m_view->viewport() && event->type() == QEvent::Resize)
        shareWidth();
    return QWidget::eventFilter(watched, event);
}

void ItemsPanel::applyFilter()
{
    journal::ItemFilter filter;
    if (m_state)
        filter.states = {*m_state};
    filter.text = m_filter->text().trimmed();
    m_model->setFilter(filter);
    if (filter.text.isEmpty() && !m_filter->hasFocus())
        m_model->setTextExpected(false);
}

void ItemsPanel::follow()
{
    if (!m_follows || !m_isMoving || m_model->isFiltered() || m_model->isSorted() || m_model->rowCount() == 0)
        return;
    // Items leave in the order of the list, so the latest stand just before the first queued one.
    const int latest = int(m_counts.total() - m_counts[ItemState::queued]) - 1;
    if (latest >= 0)
        m_view->scrollTo(m_model->index(latest, 0), QAbstractItemView::PositionAtBottom);
}

void ItemsPanel::followAgain()
{
    m_follows = true;
    m_view->clearSelection();
    follow();
}

void ItemsPanel::goTo(int row)
{
    m_follows = false;
    m_view->selectRow(row);
    m_view->scrollTo(m_model->index(row, 0), QAbstractItemView::PositionAtCenter);
    m_view->setFocus();
}

void ItemsPanel::goToItem(quint32 item)
{
    m_filter->clear();
    m_filterSoon.stop();
    m_view->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_state.reset();
    applyFilter();
    if (const auto row = m_model->rowOf(item))
        goTo(*row);
}

void ItemsPanel::goToTime(engine::WallTime at)
{
    if (const auto item = m_model->sentAt(at))
        goToItem(*item);
}

void ItemsPanel::nextProblem()
{
    m_model->findProblem(m_view->currentIndex().isValid() ? m_view->currentIndex().row() : -1, true,
                         [this](int row) { goTo(row); });
}

void ItemsPanel::previousProblem()
{
    m_model->findProblem(m_view->currentIndex().isValid() ? m_view->currentIndex().row() : -1, false,
                         [this](int row) { goTo(row); });
}

void ItemsPanel::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

QString ItemsPanel::selectedText(bool isWhole) const
{
    // selection() and not selectedRows(): that takes a second when a million rows are selected.
    QStringList lines;
    if (isWhole) {
        QStringList headings;
        for (int c = 0; c < ItemsModel::ColumnCount; ++c)
            headings << m_model->headerData(c, Qt::Horizontal).toString();
        lines << headings.join(QLatin1Char('\t'));
    }
    const QItemSelection selection = m_view->selectionModel()->selection();
    for (const QItemSelectionRange& range : selection)
        for (int row = range.top(); row <= range.bottom() && lines.size() < copyMost; ++row) {
            if (!isWhole) {
                lines << m_model->index(row, ItemsModel::Id).data().toString();
                continue;
            }
            QStringList cells;
            for (int c = 0; c < ItemsModel::ColumnCount; ++c)
                cells << m_model->index(row, c).data().toString();
            lines << cells.join(QLatin1Char('\t'));
        }
    return lines.join(QLatin1Char('\n'));
}

int ItemsPanel::selectedCount() const
{
    int count = 0;
    const QItemSelection selection = m_view->selectionModel()->selection();
    for (const QItemSelectionRange& range : selection)
        count += range.height();
    return count;
}

void ItemsPanel::copy(bool isWhole)
{
    const int count = selectedCount();
    if (count == 0)
        return;
    QApplication::clipboard()->setText(selectedText(isWhole));
    const engine::Writing write{engine::WallTime{}};
    m_shown->setText(count > copyMost ? tr("The first %1 of %2 rows copied; Export… takes them all")
                                            .arg(write.number(copyMost), write.number(count))
                                      : tr("%1 copied").arg(write.number(count)));
}

void ItemsPanel::copyIds()
{
    copy(false);
}

void ItemsPanel::copyRows()
{
    copy(true);
}

void ItemsPanel::openCurrent()
{
    if (const QModelIndex at = m_view->currentIndex(); at.isValid())
        Q_EMIT rowOpened(m_model->itemAt(at.row()));
}

void ItemsPanel::takeSort(int column, Qt::SortOrder order)
{
    m_follows = false;
    m_model->sort(column, order);
}

void ItemsPanel::setUtc(bool isUtc)
{
    m_model->setUtc(isUtc);
}

void ItemsPanel::hideColumns()
{
    for (int column = 0; column < ItemsModel::ColumnCount; ++column)
        m_view->setColumnHidden(column, m_hidden.contains(column)
                                            || (column == ItemsModel::Receipt && !m_hasReceipts));
    shareWidth();
}

void ItemsPanel::showColumnsMenu(const QPoint& where)
{
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("columnsMenu"));
    for (int column = 0; column < ItemsModel::ColumnCount; ++column) {
        // State and id say what a row is; without them the rest means nothing.
        if (column == ItemsModel::State || column == ItemsModel::Id)
            continue;
        auto* action = menu.addAction(m_model->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_hidden.contains(column));
        connect(action, &QAction::toggled, this, [this, column](bool isShown) {
            if (isShown)
                m_hidden.remove(column);
            else
                m_hidden.insert(column);
            hideColumns();
        });
    }
    menu.exec(m_view->horizontalHeader()->mapToGlobal(where));
}

void ItemsPanel::recall(const QSettings& settings)
{
    const QVariantList widths = settings.value(QStringLiteral("items/widths")).toList();
    if (widths.size() == ItemsModel::ColumnCount)
        for (int column = 0; column < ItemsModel::ColumnCount; ++column)
            if (const int width = widths[column].toInt(); width >= 24 && width <= 2000)
                m_view->setColumnWidth(column, width);
    const QVariantList hidden = settings.value(QStringLiteral("items/hidden")).toList();
    for (const QVariant& column : hidden)
        if (const int c = column.toInt(); c > ItemsModel::Id && c < ItemsModel::ColumnCount)
            m_hidden.insert(c);
    hideColumns();
}

void ItemsPanel::remember(QSettings& settings) const
{
    QVariantList widths, hidden;
    for (int column = 0; column < ItemsModel::ColumnCount; ++column)
        widths << (m_view->isColumnHidden(column) || (column == ItemsModel::Label && !m_isLabelWidthChosen)
                       ? 0
                       : m_view->columnWidth(column));
    for (const int column : m_hidden)
        hidden << column;
    settings.setValue(QStringLiteral("items/widths"), widths);
    settings.setValue(QStringLiteral("items/hidden"), hidden);
}

void ItemsPanel::fitNames()
{
    // Ids of one list are of one kind, and so are labels: a few of both ends tell how wide they are.
    const QFontMetrics metrics = m_view->fontMetrics();
    const int rows = m_model->rowCount();
    const auto widest = [&](int column) {
        int width = 0;
        for (int i = 0; i < std::min(rows, rowsSampled); ++i)
            for (const int row : {i, rows - 1 - i})
                width =
                    std::max(width, metrics.horizontalAdvance(m_model->index(row, column).data().toString()));
        return width + 24;
    };
    m_isFitting = true;
    m_view->setColumnWidth(ItemsModel::Id, std::clamp(widest(ItemsModel::Id), 96, 240));
    m_isFitting = false;
    m_labelWidth = std::clamp(widest(ItemsModel::Label), 96, 280);
    m_receiptWidth = std::clamp(widest(ItemsModel::Receipt), 190, 280);
    shareWidth();
}

/// Label and receipt give way before the answer does: it says why.
void ItemsPanel::shareWidth()
{
    int room = m_view->viewport()->width() - answerLeast;
    for (int column = 0; column < ItemsModel::ColumnCount; ++column) {
        const bool isFitted = column == ItemsModel::Answer || column == ItemsModel::Receipt
                              || (column == ItemsModel::Label && !m_isLabelWidthChosen);
        if (!isFitted && !m_view->isColumnHidden(column))
            room -= m_view->columnWidth(column);
    }
    const bool hasLabel = !m_isLabelWidthChosen && !m_view->isColumnHidden(ItemsModel::Label);
    const bool hasReceipt = !m_view->isColumnHidden(ItemsModel::Receipt);
    const auto give = [this](int column, int width) {
        if (m_view->columnWidth(column) != width)
            m_view->setColumnWidth(column, width);
    };
    m_isFitting = true;
    const int receipt = hasReceipt ? m_receiptWidth : 0;
    if (hasLabel) {
        const int label = std::clamp(room - receipt, labelLeast, m_labelWidth);
        give(ItemsModel::Label, label);
        room -= label;
    }
    if (hasReceipt)
        give(ItemsModel::Receipt, std::clamp(room, receiptLeast, receipt));
    m_isFitting = false;
}

QList<quint32> ItemsPanel::selectedUnknown() const
{
    QList<quint32> items;
    const QItemSelection selection = m_view->selectionModel()->selection();
    for (const QItemSelectionRange& range : selection)
        for (int row = range.top(); row <= range.bottom() && items.size() < copyMost; ++row)
            if (const auto* item = m_model->item(row); item && item->state == ItemState::unknown)
                items << item->index;
    return items;
}

void ItemsPanel::showMenu(const QPoint& where)
{
    const int count = selectedCount();
    if (count == 0)
        return;
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("itemsMenu"));
    const auto entry = [&](const QString& name, const QString& text, auto act) {
        auto* action = menu.addAction(text);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, act);
    };
    entry(QStringLiteral("menuOpen"), tr("&Request and answer\tReturn"), [this] { openCurrent(); });
    menu.addSeparator();
    entry(QStringLiteral("menuCopyIds"), tr("&Copy ids\tCtrl+C"), [this] { copyIds(); });
    entry(QStringLiteral("menuCopyRows"), tr("Copy ro&ws with headings\tCtrl+Shift+C"),
          [this] { copyRows(); });
    // Only the fate of an unknown item can be somebody's own knowledge; all others were answered.
    const QList<quint32> unknown = m_isReadOnly ? QList<quint32>() : selectedUnknown();
    if (!unknown.isEmpty()) {
        menu.addSeparator();
        entry(QStringLiteral("menuMarkDone"), tr("Mark %1 unknown as &done…").arg(unknown.size()),
              [this, unknown] { Q_EMIT markAsked(unknown, ItemState::done); });
        entry(QStringLiteral("menuMarkFailed"), tr("Mark %1 unknown as &failed…").arg(unknown.size()),
              [this, unknown] { Q_EMIT markAsked(unknown, ItemState::failed); });
    }
    menu.exec(m_view->viewport()->mapToGlobal(where));
}

} // namespace ui::pages
