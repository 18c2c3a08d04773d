#include "ui/pages/overviewpage.h"

#include "ui/models/overviewmodel.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui::pages {

using models::OverviewModel;

namespace {

constexpr int rowHeight = 26, barHeight = 4, widthLeast = 40, widthMost = 1000; ///< px

/// A limit's row: the words, and under them how much of it is used.
class LimitDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const double part = index.data(OverviewModel::UsedPart).toDouble();
        QStyleOptionViewItem upper = option;
        if (part >= 0)
            upper.rect.adjust(0, 0, 0, -barHeight - 2);
        QStyledItemDelegate::paint(painter, upper, index);
        if (part < 0)
            return;
        const Theme theme = Theme::of(option.palette);
        const QRect bar(option.rect.left() + 4, option.rect.bottom() - barHeight - 1,
                        option.rect.width() - 12, barHeight);
        painter->fillRect(bar, theme.line());
        painter->fillRect(QRect(bar.left(), bar.top(), int(bar.width() * part), bar.height()),
                          theme.tone(Tone::waiting));
    }
};

/// A state's row: its sign in its colour, as everywhere, then the words.
class StateDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem ground = option;
        initStyleOption(&ground, index);
        const QString text = std::exchange(ground.text, QString());
        const QStyle* style = ground.widget->style();
        style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, ground.widget);
        if (text.isEmpty())
            return;
        const auto tone = static_cast<Tone>(index.data(OverviewModel::ToneRole).toInt());
        const Theme theme = Theme::of(option.palette);
        const auto signEnd = text.indexOf(QLatin1Char(' '));
        const QRect sign(option.rect.left() + 4, option.rect.top(), signWidth, option.rect.height());
        painter->save();
        painter->setFont(ground.font);
        if (tone == Tone::needs)
            painter->fillRect(sign.adjusted(0, 4, 0, -4), theme.tone(tone));
        painter->setPen(tone == Tone::needs ? theme.textOn(tone) : theme.tone(tone));
        painter->drawText(sign, Qt::AlignCenter, text.left(signEnd));
        painter->setPen(theme.text());
        const QRect words = option.rect.adjusted(4 + signWidth + 6, 0, -4, 0);
        painter->drawText(
            words, int(Qt::AlignLeft | Qt::AlignVCenter),
            painter->fontMetrics().elidedText(text.mid(signEnd + 1), Qt::ElideRight, words.width()));
        painter->restore();
    }

private:
    static constexpr int signWidth = 15; ///< px
};

} // namespace

OverviewPage::OverviewPage(QWidget* parent)
    : QWidget(parent)
    , m_model(new OverviewModel(this))
    , m_table(new QTableView(this))
{
    setObjectName(QStringLiteral("overviewPage"));
    auto* title = new QLabel(tr("All jobs"), this);
    QFont big = title->font();
    big.setPixelSize(20);
    big.setWeight(QFont::DemiBold);
    title->setFont(big);
    auto* pauseAll = new QPushButton(tr("Pause all   Ctrl+Shift+P"), this);
    pauseAll->setObjectName(QStringLiteral("pauseAllButton"));
    pauseAll->setAutoDefault(false);
    m_table->setObjectName(QStringLiteral("overviewTable"));
    m_table->setAccessibleName(tr("All jobs"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(OverviewModel::Used, new LimitDelegate(m_table));
    m_table->setItemDelegateForColumn(OverviewModel::State, new StateDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setDragDropMode(QAbstractItemView::DragDrop);
    m_table->setDefaultDropAction(Qt::MoveAction);
    m_table->setDragDropOverwriteMode(true); // onto the row whose turn it shall have
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false); // Tab goes on to the next control
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_table->verticalHeader()->hide();
    QHeaderView* head = m_table->horizontalHeader();
    head->setHighlightSections(false);
    head->resizeSection(OverviewModel::Limit, 190);
    head->resizeSection(OverviewModel::Used, 240);
    head->resizeSection(OverviewModel::Percent, 76);
    head->resizeSection(OverviewModel::State, 240);
    head->resizeSection(OverviewModel::Ends, 130);
    head->setSectionResizeMode(OverviewModel::Job, QHeaderView::Stretch);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(14, 10, 12, 6);
    top->addWidget(title);
    top->addStretch();
    top->addWidget(pauseAll);
    auto* foot = new QLabel(tr("Drag a job, or Alt+Up / Alt+Down, to change its turn among the jobs of its "
                               "account; jobs of different accounts run side by side. Enter opens a job."),
                            this);
    foot->setContentsMargins(14, 4, 12, 6);
    foot->setWordWrap(true);
    foot->setForegroundRole(QPalette::PlaceholderText);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_table, 1);
    column->addWidget(foot);
    connect(pauseAll, &QPushButton::clicked, this, &OverviewPage::pauseAllAsked);
    connect(m_model, &OverviewModel::turnAsked, this, &OverviewPage::turnAsked);
    for (const int step : {-1, 1}) {
        auto* key = new QShortcut(QKeySequence(Qt::ALT | (step < 0 ? Qt::Key_Up : Qt::Key_Down)), m_table);
        key->setContext(Qt::WidgetShortcut);
        connect(key, &QShortcut::activated, this, [this, step] { move(step); });
    }
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& at) {
        if (const auto job = m_model->jobAt(at.row()); job != 0)
            Q_EMIT jobOpened(job);
    });
}

void OverviewPage::show(const engine::Snapshot& snapshot, const engine::Writing& writing)
{
    const engine::JobId job = m_model->jobAt(m_table->currentIndex().row());
    m_model->show(snapshot, writing);
    // The job that is looked at, wherever it stands by now; the first one, where none is yet.
    for (int row = 0; job == 0 && row < m_model->rowCount(); ++row)
        if (m_model->jobAt(row) != 0) {
            m_table->setCurrentIndex(m_model->index(row, OverviewModel::Job));
            break;
        }
    if (const int row = m_model->rowOf(job); row >= 0 && row != m_table->currentIndex().row())
        m_table->setCurrentIndex(m_model->index(row, OverviewModel::Job));
}

void OverviewPage::recall(const QSettings& settings)
{
    const QVariantList widths = settings.value(QStringLiteral("overview/widths")).toList();
    for (int c = 0; c < std::min<int>(OverviewModel::ColumnCount, int(widths.size())); ++c)
        if (c != OverviewModel::Job) // takes what the others leave
            m_table->setColumnWidth(c, std::clamp(widths[c].toInt(), widthLeast, widthMost));
}

void OverviewPage::remember(QSettings& settings) const
{
    QVariantList widths;
    for (int c = 0; c < OverviewModel::ColumnCount; ++c)
        widths << m_table->columnWidth(c);
    settings.setValue(QStringLiteral("overview/widths"), widths);
}

void OverviewPage::move(int step)
{
    const engine::JobId job = m_model->jobAt(m_table->currentIndex().row());
    const int turn = m_model->turnOf(job);
    if (turn > 0 && turn + step > 0)
        Q_EMIT turnAsked(job, turn + step);
}

} // namespace ui::pages
