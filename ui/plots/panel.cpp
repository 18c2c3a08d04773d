#include "ui/plots/panel.h"

#include "engine/sentences.h"
#include "ui/plots/canvas.h"
#include "ui/plots/seriestable.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QSaveFile>
#include <QScrollBar>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::plots {

namespace {

constexpr qint64 drawEverySending = 500, drawEveryWaiting = 1000,
                 drawEveryRehearsing = 150; ///< ms; of a rehearsal a second is a quarter of an hour
constexpr double keyPart = 0.25;            ///< of what is shown, for one press of an arrow
constexpr int tableRowHeight = 20;          ///< px
constexpr int tablePixels = 640;            ///< a usual width: the table's steps are those of the picture
constexpr int closeUpFrom = 720; ///< px of the panel: below that the close-up gives its room to the wide pane

QString causeWords(const TimeShare& share)
{
    using engine::WaitCause;
    switch (share.cause) {
    case WaitCause::none:
        return Panel::tr("sending");
    case WaitCause::window:
        return share.rule.isEmpty() ? Panel::tr("waiting for the windows")
                                    : Panel::tr("waiting for the %1").arg(share.rule);
    case WaitCause::pace:
        return Panel::tr("keeping the pace");
    case WaitCause::concurrency:
        return Panel::tr("waiting for answers");
    case WaitCause::daily:
        return Panel::tr("waiting for the next day");
    case WaitCause::throttle:
    case WaitCause::block:
    case WaitCause::dailyTold:
        return Panel::tr("held by the vendor");
    case WaitCause::outage:
        return Panel::tr("vendor out of order");
    case WaitCause::network:
        return Panel::tr("no network");
    case WaitCause::signIn:
        return Panel::tr("signing in");
    case WaitCause::turn:
        return Panel::tr("waiting for its turn");
    case WaitCause::retry:
        return Panel::tr("waiting to ask again");
    case WaitCause::woke:
        return Panel::tr("after the computer slept");
    case WaitCause::paused:
    case WaitCause::off:
        break; // no part of the time that the job needed
    }
    return {};
}

/// A job that is over has no rules any more; its plots keep their lines.
std::vector<engine::RuleView> atRest(std::vector<engine::RuleView> rules)
{
    for (engine::RuleView& rule : rules) {
        rule.used = rule.inFlight = 0;
        rule.nextSlot.reset();
        rule.comeback.clear();
    }
    return rules;
}

} // namespace

QString sharesSentence(const engine::SeriesView& series)
{
    QStringList parts;
    const std::vector<TimeShare> shares = timeShares(series);
    const std::vector<int> whole = percents(shares);
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (whole[i] == 0 && shares[i].cause != engine::WaitCause::none)
            continue;
        parts << Panel::tr("%1 % %2").arg(QString::number(whole[i]), causeWords(shares[i]));
    }
    return parts.isEmpty() ? QString() : Panel::tr("So far: %1").arg(parts.join(QStringLiteral(" · ")));
}

Panel::Panel(QWidget* parent)
    : QWidget(parent)
    , m_canvas(new Canvas(this))
    , m_table(new SeriesTable(this))
    , m_tableView(new QTableView(this))
    , m_stack(new QStackedWidget(this))
    , m_asTable(new QToolButton(this))
    , m_export(new QToolButton(this))
    , m_live(new QToolButton(this))
    , m_fold(new QToolButton(this))
    , m_shares(new QLabel(this))
    , m_closeTitle(new QLabel(tr("LAST 2 MINUTES"), this))
{
    setObjectName(QStringLiteral("plotPanel"));
    auto* top = new QHBoxLayout;
    top->setContentsMargins(12, 4, 12, 0);
    top->setSpacing(4);
    const std::array names{tr("2 min"), tr("15 min"), tr("1 h"), tr("Whole job")};
    const std::array ids{"rangeTwoMinutes", "rangeQuarterHour", "rangeHour", "rangeWhole"};
    for (std::size_t i = 0; i < m_ranges.size(); ++i) {
        auto* button = new QToolButton(this);
        button->setText(names[i]);
        button->setObjectName(QLatin1String(ids[i]));
        button->setAccessibleName(tr("Plots show %1").arg(names[i]));
        button->setCheckable(true);
        button->setAutoExclusive(true);
        button->setAutoRaise(true);
        const QKeySequence key(Qt::CTRL | Qt::Key(Qt::Key_1 + int(i)));
        button->setToolTip(key.toString(QKeySequence::NativeText));
        const auto range = static_cast<Range>(i);
        connect(button, &QToolButton::clicked, this, [this, range] { setRange(range); });
        connect(new QShortcut(key, this), &QShortcut::activated, this, [this, range] { setRange(range); });
        top->addWidget(button);
        m_ranges[i] = button;
    }
    top->addSpacing(8);
    m_live->setObjectName(QStringLiteral("plotsLive"));
    m_live->setAccessibleName(tr("Plots follow the present"));
    m_live->setToolTip(tr("End. Drag the plots, turn the wheel or press ← to look back"));
    m_live->setCheckable(true);
    m_live->setAutoRaise(true);
    connect(m_live, &QToolButton::clicked, this, &Panel::followLive);
    top->addWidget(m_live);
    top->addSpacing(4);
    makeExport(top);
    top->addStretch();
    top->addWidget(m_closeTitle);
    top->addSpacing(80);
    m_fold->setObjectName(QStringLiteral("foldPlots"));
    m_fold->setAccessibleName(tr("Show or hide the plots"));
    m_fold->setCheckable(true);
    m_fold->setAutoRaise(true);
    m_fold->setArrowType(Qt::DownArrow);
    connect(m_fold, &QToolButton::toggled, this, &Panel::fold);
    top->addWidget(m_fold);
    m_shares->setObjectName(QStringLiteral("timeShares"));
    m_shares->setContentsMargins(12, 0, 12, 4);
    m_shares->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont small = m_closeTitle->font();
    small.setPixelSize(11);
    m_closeTitle->setFont(small);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    m_tableView->setObjectName(QStringLiteral("plotTable"));
    m_tableView->setAccessibleName(tr("The plots as a table"));
    m_tableView->setTabKeyNavigation(false); // Tab goes on to the next control
    m_tableView->setModel(m_table);
    m_tableView->setFrameShape(QFrame::NoFrame);
    m_tableView->setShowGrid(false);
    m_tableView->setAlternatingRowColors(true);
    m_tableView->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tableView->verticalHeader()->hide();
    m_tableView->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_tableView->verticalHeader()->setDefaultSectionSize(tableRowHeight);
    m_tableView->horizontalHeader()->setStretchLastSection(true);
    connect(m_canvas, &Canvas::timePicked, this, &Panel::timePicked);
    connect(m_canvas, &Canvas::panned, this, &Panel::pan);
    m_canvas->setFocusPolicy(Qt::StrongFocus);
    m_canvas->setAccessibleName(tr("Plots: rate, what is left of the limits, waits"));
    // Where there is little room the plots give way before the sentence and the table do.
    m_stack->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    m_stack->addWidget(m_canvas);
    m_stack->addWidget(m_tableView);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_shares);
    m_ranges[std::size_t(m_range)]->setChecked(true);
    followLive();
    m_drawSoon.setSingleShot(true);
    connect(&m_drawSoon, &QTimer::timeout, this, &Panel::draw);
}

void Panel::setRange(Range range)
{
    m_isRangeChosen = true;
    m_range = range;
    m_ranges[std::size_t(range)]->setChecked(true);
    followLive();
}

void Panel::pan(double seconds)
{
    if (m_range == Range::whole || m_job.id == 0)
        return; // all of it is there already
    const double length = axisOf(m_range, m_job, m_now, 1).length();
    const WallTime start = m_job.startedAt.value_or(m_now);
    const auto wall = [](double s) {
        return std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(s));
    };
    // The start of the job is never further right than at the left edge of the future.
    const WallTime earliest = std::min(start + wall(length / 4), m_now);
    const WallTime to = std::max(m_lookedAt.value_or(m_now) + wall(seconds), earliest);
    if (to >= m_now) {
        followLive();
        return;
    }
    m_lookedAt = to;
    m_live->setChecked(false);
    m_live->setText(tr("Live"));
    draw();
}

void Panel::followLive()
{
    m_lookedAt.reset();
    m_live->setChecked(true);
    m_live->setText(tr("Live •"));
    m_live->setEnabled(m_range != Range::whole); // which shows all of it
    draw();
}

void Panel::keyPressEvent(QKeyEvent* event)
{
    const double length = axisOf(m_range, m_job, m_now, 1).length();
    if (isTable()
        || (event->key() != Qt::Key_Left && event->key() != Qt::Key_Right && event->key() != Qt::Key_End))
        QWidget::keyPressEvent(event);
    else if (event->key() == Qt::Key_End)
        followLive();
    else
        pan((event->key() == Qt::Key_Left ? -1 : 1) * length * keyPart);
}

void Panel::fold(bool isFolded)
{
    m_stack->setVisible(!isFolded);
    m_fold->setArrowType(isFolded ? Qt::RightArrow : Qt::DownArrow);
    setMaximumHeight(isFolded ? sizeHint().height() : QWIDGETSIZE_MAX);
}

void Panel::show(const engine::JobSnapshot& job, WallTime now)
{
    const bool isOther = job.id != m_job.id;
    const bool isStateNew = isOther || job.state != m_job.state;
    if (isOther) {
        m_isRangeChosen = false;
        m_lookedAt.reset();
        m_live->setChecked(true);
        m_live->setText(tr("Live •"));
    }
    const std::vector<engine::RuleView> before = std::move(m_job.rules);
    m_job = job;
    m_now = now;
    if (!isOther && m_job.rules.empty())
        m_job.rules = atRest(before);
    if (!m_isRangeChosen) {
        m_range = rangeByDefault(job);
        m_live->setEnabled(m_range != Range::whole);
        m_ranges[std::size_t(m_range)]->setChecked(true);
    }
    if (isOther)
        m_note.clear();
    m_closeTitle->setText(job.endedAt ? tr("ITS LAST 2 MINUTES") : tr("LAST 2 MINUTES"));
    const engine::Writing write(now, m_isUtc);
    QString text = job.series ? sharesSentence(*job.series) : QString();
    const QString refused = tr("refused %1").arg(write.number(job.throttled));
    text = text.isEmpty() ? refused : text + QStringLiteral(" · ") + refused;
    if (!m_note.isEmpty())
        text += QStringLiteral(" · ") + m_note;
    if (m_shares->text() != text)
        m_shares->setText(text);
    m_canvas->setAccessibleDescription(engine::sentence(job, write).first);
    const qint64 every = job.isRehearsal               ? drawEveryRehearsing
                         : engine::isWaiting(job, now) ? drawEveryWaiting
                                                       : drawEverySending;
    if (isStateNew || !m_sinceDrawn.isValid() || m_sinceDrawn.elapsed() >= every)
        draw();
    else if (!m_drawSoon.isActive())
        m_drawSoon.start(int(every - m_sinceDrawn.elapsed()));
}

QString Panel::sharesText() const
{
    return m_shares->text();
}

void Panel::draw()
{
    if (!m_stack->isVisible() || m_job.id == 0)
        return;
    m_sinceDrawn.start();
    if (isTable()) {
        const int columns = m_table->columnCount();
        QScrollBar* bar = m_tableView->verticalScrollBar();
        const int at = bar->value();
        m_table->show(m_job, axisOf(m_range, m_job, m_lookedAt.value_or(m_now), tablePixels), m_isUtc);
        bar->setValue(at); // new rows do not carry away what is being read
        if (columns != m_table->columnCount())
            fitTable();
    } else
        m_canvas->show(m_job, m_now, m_range, m_lookedAt.value_or(m_now));
}

void Panel::fitTable()
{
    const QFontMetrics metrics = m_tableView->fontMetrics();
    for (int c = 0; c < m_table->columnCount(); ++c)
        m_tableView->setColumnWidth(
            c, std::max({84, m_tableView->horizontalHeader()->sectionSizeHint(c) + 8,
                         metrics.horizontalAdvance(m_table->index(0, c).data().toString()) + 20}));
}

bool Panel::isTable() const
{
    return m_stack->currentWidget() == m_tableView;
}

void Panel::showAsTable(bool isTable)
{
    m_stack->setCurrentWidget(isTable ? static_cast<QWidget*>(m_tableView) : m_canvas);
    m_asTable->setChecked(isTable);
    draw();
    if (isTable)
        m_tableView->setFocus();
}

void Panel::setUtc(bool isUtc)
{
    if (m_isUtc == isUtc)
        return;
    m_isUtc = isUtc;
    m_canvas->setUtc(isUtc);
    draw();
}

void Panel::makeExport(QHBoxLayout* row)
{
    m_asTable->setObjectName(QStringLiteral("plotsAsTable"));
    m_asTable->setText(tr("As table"));
    m_asTable->setAccessibleName(tr("The plots as a table"));
    m_asTable->setToolTip(tr("F2"));
    m_asTable->setCheckable(true);
    m_asTable->setAutoRaise(true);
    connect(m_asTable, &QToolButton::toggled, this, &Panel::showAsTable);
    connect(new QShortcut(QKeySequence(Qt::Key_F2), this), &QShortcut::activated, this,
            [this] { showAsTable(!isTable()); });
    m_export->setObjectName(QStringLiteral("plotsExport"));
    m_export->setText(tr("Save ▾"));
    m_export->setAccessibleName(tr("Save the plots"));
    m_export->setAutoRaise(true);
    auto* menu = new QMenu(m_export);
    auto* picture = menu->addAction(tr("As a &picture (PNG)…"));
    picture->setObjectName(QStringLiteral("savePicture"));
    auto* table = menu->addAction(tr("The &data (CSV)…"));
    table->setObjectName(QStringLiteral("saveData"));
    // Not by setMenu(): the style hangs its arrow below the line of the words.
    connect(m_export, &QToolButton::clicked, menu,
            [this, menu] { menu->popup(m_export->mapToGlobal(QPoint(0, m_export->height()))); });
    connect(picture, &QAction::triggered, this, [this] {
        askAndSave(tr("Save the plots as a picture"), QStringLiteral("png"), tr("Pictures (*.png)"),
                   [this](const QString& file) { return savePicture(file); });
    });
    connect(table, &QAction::triggered, this, [this] {
        askAndSave(tr("Save the data of the plots"), QStringLiteral("csv"), tr("Tables (*.csv)"),
                   [this](const QString& file) { return saveData(file); });
    });
    row->addWidget(m_asTable);
    row->addWidget(m_export);
}

void Panel::askAndSave(const QString& title, const QString& suffix, const QString& filter,
                       const std::function<base::Result<void>(const QString&)>& save)
{
    QFileDialog ask(this, title, QString(), filter);
    ask.setAcceptMode(QFileDialog::AcceptSave);
    ask.setDefaultSuffix(suffix);
    if (ask.exec() != QDialog::Accepted || ask.selectedFiles().isEmpty())
        return;
    const QString file = ask.selectedFiles().first();
    const auto saved = save(file);
    m_note = saved ? tr("saved in %1").arg(file) : QString::fromStdString(saved.error().message);
    show(engine::JobSnapshot(m_job), m_now);
}

base::Result<void> Panel::savePicture(const QString& file)
{
    const bool wasTable = isTable();
    showAsTable(false);
    // Queued replots are not waited for: the picture shows what stood when it was asked for.
    const bool isSaved = m_canvas->picture().save(file, "PNG");
    showAsTable(wasTable);
    if (!isSaved)
        return base::fail(
            tr("The picture could not be written to %1; try another folder.").arg(file).toStdString());
    return {};
}

base::Result<void> Panel::saveData(const QString& file) const
{
    QSaveFile out(file);
    const QByteArray csv = csvOf(m_job);
    if (!out.open(QIODevice::WriteOnly) || out.write(csv) != csv.size() || !out.commit())
        return base::fail(tr("The data could not be written to %1: %2; try another folder.")
                              .arg(file, out.errorString())
                              .toStdString());
    return {};
}

void Panel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool hasCloseUp = width() >= closeUpFrom;
    m_canvas->setCloseUpVisible(hasCloseUp);
    m_closeTitle->setVisible(hasCloseUp);
    draw();
}

void Panel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    draw();
}

} // namespace ui::plots
