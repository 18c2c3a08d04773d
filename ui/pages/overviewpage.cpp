#include "ui/pages/overviewpage.h"

#include "ui/models/overviewmodel.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace ui::pages {

using models::OverviewModel;

namespace {

constexpr int rowHeight = 26, barHeight = 4; ///< px

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
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
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
    auto* foot = new QLabel(tr("Jobs of one account take turns in this order; jobs of different accounts run "
                               "side by side. Enter opens a job."),
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
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& at) {
        if (const auto job = m_model->jobAt(at.row()); job != 0)
            Q_EMIT jobOpened(job);
    });
}

void OverviewPage::show(const engine::Snapshot& snapshot, const engine::Writing& writing)
{
    m_model->show(snapshot, writing);
}

} // namespace ui::pages
