#include "ui/plots/canvas.h"

#include "engine/sentences.h"
#include "ui/jobtone.h"
#include "ui/plots/lane.h"
#include "ui/plots/nowticker.h"
#include "ui/plots/seriestable.h"

#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QResizeEvent>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWheelEvent>

namespace ui::plots {

namespace {

constexpr std::size_t lanesMost = 4; ///< of LEFT and of WAITS each, as the series keeps four rules
constexpr int axisHeight = 18;       ///< px: the times above the first lane
constexpr int rateLeast = 56, leftHeight = 36, waitHeight = 17;
constexpr int titleWidth = 56, nameWidth = 112, valueWidth = 96;
constexpr int betweenPanes = 18; ///< px, so that the times of the panes are not read as one row
constexpr int leastWidth = 200, leastHeight = 80; ///< px
constexpr int leftLeast = 14, waitLeast = 11;     ///< px, where there is little room
constexpr double headroom = 1.2;                  ///< RATE is 0 to 1.2 of the limit
constexpr int textPixels = 11;
constexpr int closeLabel = 85;                   ///< px, of a time with seconds and the gap after it
constexpr double wheelStep = 120, panPart = 0.1; ///< a notch of the wheel is so much of what is shown
constexpr double sliver = 3;                     ///< px, of what is in flight

QCPTextElement* text(QCustomPlot* plot, Qt::Alignment alignment, int width)
{
    auto* element = new QCPTextElement(plot);
    element->setTextFlags(int(alignment) | Qt::TextDontClip);
    // Its own margins would make it higher than a lane where there is little room.
    element->setMargins({});
    element->setMinimumSize(width, 10);
    element->setMaximumSize(width, QWIDGETSIZE_MAX);
    QFont font = plot->font();
    font.setPixelSize(textPixels);
    element->setFont(font);
    return element;
}

} // namespace

Canvas::Canvas(QWidget* parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
    , m_hairLine(new QWidget(m_plot))
{
    setObjectName(QStringLiteral("plotCanvas"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    m_plot->setObjectName(QStringLiteral("plot"));
    // Said by hand, or the heights given to the lanes would be taken for the least the plot needs.
    m_plot->setMinimumSize(leastWidth, leastHeight);
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->setRowSpacing(0);
    m_plot->plotLayout()->setColumnSpacing(0);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->setNotAntialiasedElements(QCP::aeAll);
    m_plot->installEventFilter(this);
    m_hairLine->setObjectName(QStringLiteral("hairLine"));
    m_hairLine->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_hairLine->setAutoFillBackground(true);
    m_hairLine->hide();
    layOut(1, 1);
}

Canvas::~Canvas() = default;

void Canvas::fit()
{
    // Heights are given row by row: the layout's own way with too little room makes every lane a line.
    const int total = m_plot->height() - 2;
    int left = leftHeight, wait = waitHeight;
    const auto rest = [&] { return total - int(m_leftLanes) * left - int(m_waitLanes) * wait; };
    while (rest() < axisHeight + rateLeast && left > leftLeast)
        --left;
    while (rest() < axisHeight + rateLeast && wait > waitLeast)
        --wait;
    const int rate = std::max(axisHeight + leftLeast, rest());
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const int height = i == 0 ? rate : i <= m_leftLanes ? left : wait;
        for (Lane* lane : {m_rows[i].wide, m_rows[i].close}) {
            if (!lane)
                continue;
            lane->setMinimumSize(10, height);
            lane->setMaximumSize(QWIDGETSIZE_MAX, height);
        }
    }
}

Canvas::Row Canvas::addRow()
{
    QCPLayoutGrid* grid = m_plot->plotLayout();
    const Theme theme = Theme::of(palette());
    const int at = grid->rowCount();
    Row row{text(m_plot, Qt::AlignLeft | Qt::AlignVCenter, titleWidth),
            text(m_plot, Qt::AlignLeft | Qt::AlignVCenter, nameWidth), new Lane(m_plot, theme),
            m_hasCloseUp ? new Lane(m_plot, theme) : nullptr,
            text(m_plot, Qt::AlignRight | Qt::AlignVCenter, valueWidth)};
    row.title->setMargins(QMargins(12, 0, 0, 0));
    row.value->setMargins(QMargins(0, 0, 12, 0));
    grid->addElement(at, 0, row.title);
    grid->addElement(at, 1, row.name);
    grid->addElement(at, 2, row.wide);
    if (row.close)
        grid->addElement(at, 3, row.close);
    grid->addElement(at, 4, row.value);
    for (Lane* lane : {row.wide, row.close}) {
        if (!lane)
            continue;
        const bool hasTimes = at == 0;
        const bool isLeftPane = lane == row.wide && row.close;
        lane->setMargins(QMargins(0, hasTimes ? axisHeight : 1, isLeftPane ? betweenPanes : 6, 1));
        if (!hasTimes)
            continue;
        QCPAxis* top = lane->axis(QCPAxis::atTop);
        QFont font = m_plot->font();
        font.setPixelSize(textPixels);
        top->setTickLabelFont(font);
        top->setTickLength(0, 3);
        top->setVisible(true);
    }
    return row;
}

void Canvas::layOut(std::size_t leftLanes, std::size_t waitLanes)
{
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->simplify();
    m_rows.clear();
    m_leftLanes = leftLanes;
    m_waitLanes = waitLanes;
    m_rows.push_back(addRow());
    for (std::size_t i = 0; i < leftLanes; ++i)
        m_rows.push_back(addRow());
    for (std::size_t i = 0; i < waitLanes; ++i)
        m_rows.push_back(addRow());
    m_plot->plotLayout()->setColumnStretchFactor(2, 2.2);
    if (m_hasCloseUp)
        m_plot->plotLayout()->setColumnStretchFactor(3, 1);
    fit();
    colour();
}

QPixmap Canvas::picture()
{
    return m_plot->toPixmap(m_plot->width(), m_plot->height());
}

void Canvas::setUtc(bool isUtc)
{
    m_isUtc = isUtc;
}

void Canvas::setCloseUpVisible(bool isVisible)
{
    if (m_hasCloseUp == isVisible)
        return;
    m_hasCloseUp = isVisible;
    layOut(m_leftLanes, m_waitLanes);
}

void Canvas::colour()
{
    const Theme theme = Theme::of(palette());
    m_plot->setBackground(theme.background());
    QPalette line = m_hairLine->palette();
    line.setColor(QPalette::Window, theme.dim());
    m_hairLine->setPalette(line);
    for (Row& row : m_rows) {
        row.title->setTextColor(theme.dim());
        row.name->setTextColor(theme.text());
        row.value->setTextColor(theme.text());
        for (Lane* lane : {row.wide, row.close})
            if (lane)
                lane->setTheme(theme);
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void Canvas::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void Canvas::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

void Canvas::setRow(Row& row, const QString& title, const QString& name, const QString& value,
                    const QString& detail)
{
    row.title->setText(title);
    const QFontMetrics metrics(row.name->font());
    QString text = metrics.elidedText(name, Qt::ElideRight, nameWidth - 4);
    if (!detail.isEmpty() && row.wide->minimumSize().height() >= 2 * metrics.lineSpacing())
        text += QLatin1Char('\n') + metrics.elidedText(detail, Qt::ElideRight, nameWidth - 4);
    row.name->setText(text);
    row.value->setText(value);
}

void Canvas::show(const engine::JobSnapshot& job, WallTime now, Range range, WallTime at)
{
    m_job = job;
    m_now = now;
    const std::size_t left = std::min(lanesMost, job.rules.size());
    // A first guess of the width: rows of WAITS do not depend on it.
    const std::size_t waits =
        std::clamp<std::size_t>(waitRows(job, now, axisOf(range, job, at, 100)).size(), 1, lanesMost);
    if (left != m_leftLanes || waits != m_waitLanes)
        layOut(left, waits);
    const int inner = std::max(100, width() - titleWidth - nameWidth - valueWidth);
    m_wide = axisOf(range, job, at, m_hasCloseUp ? int(inner * 2.2 / 3.2) : inner);
    // Of a job that is over its own last minutes are of interest, and not those since.
    m_close = closeUp(job.endedAt.value_or(now), int(inner / 3.2));
    for (Row& row : m_rows) {
        row.wide->setAxis(m_wide, now, !job.endedAt);
        if (row.close)
            row.close->setAxis(m_close, now, false);
    }
    const auto ticker = [&](const char* format, int count, bool showsNow, const Axis& axis) {
        auto* clock = new NowTicker(secondsOf(now), showsNow, QLatin1String(format), axis.pixels);
        clock->setDateTimeSpec(m_isUtc ? Qt::UTC : Qt::LocalTime);
        QSharedPointer<QCPAxisTicker> made(clock);
        made->setTickCount(count);
        return made;
    };
    // At the very edge the label of now would run into the other pane; the hair line says enough.
    const double nowPart = (secondsOf(now) - m_wide.from) / m_wide.length();
    const bool isLong = m_wide.length() > 36 * 3600;
    const char* format = isLong ? "ddd HH:mm" : m_wide.length() < 400 ? "HH:mm:ss" : "HH:mm";
    m_rows[0]
        .wide->axis(QCPAxis::atTop)
        ->setTicker(ticker(format, 6, !job.endedAt && nowPart > 0.08 && nowPart < 0.92, m_wide));
    if (m_rows[0].close)
        m_rows[0]
            .close->axis(QCPAxis::atTop)
            ->setTicker(ticker("HH:mm:ss", std::clamp(m_close.pixels / closeLabel, 1, 3), false, m_close));
    fit();
    fillRate(job, now);
    fillLeft(job, now);
    fillWaits(job, now);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

/// The time in which no program ran the job.
void Canvas::shade(std::vector<Shape>& shapes, const engine::SeriesView& series, double top) const
{
    const auto off = shaded(series, m_wide, top);
    shapes.insert(shapes.begin(), off.begin(), off.end());
}

std::optional<Canvas::Spot> Canvas::spotAt(const QPoint& at) const
{
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        for (const Lane* lane : {m_rows[i].wide, m_rows[i].close}) {
            if (!lane || !lane->rect().contains(at))
                continue;
            const double t = lane->axis(QCPAxis::atBottom)->pixelToCoord(at.x());
            return Spot{i, WallTime(std::chrono::milliseconds(qint64(t * 1000)))};
        }
    return {};
}

QString Canvas::hintAt(const QPoint& at) const
{
    const auto spot = spotAt(at);
    if (!spot || m_job.id == 0)
        return {};
    const engine::Writing write(m_now, m_isUtc);
    if (spot->row == 0)
        return hint(m_job, LaneKind::rate, 0, nullptr, spot->at, m_now, write);
    if (spot->row <= m_leftLanes)
        return hint(m_job, LaneKind::left, spot->row - 1, nullptr, spot->at, m_now, write);
    const std::size_t wait = spot->row - 1 - m_leftLanes;
    return hint(m_job, LaneKind::wait, 0, wait < m_waits.size() ? &m_waits[wait] : nullptr, spot->at, m_now,
                write);
}

void Canvas::drag(const QMouseEvent& event)
{
    if (!(event.buttons() & Qt::LeftButton))
        return;
    m_isDragging =
        m_isDragging || (event.pos() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance();
    if (!m_isDragging || m_rows.empty())
        return;
    const int pixels = m_draggedTo.x() - event.pos().x();
    m_draggedTo = event.pos();
    Q_EMIT panned(pixels * m_wide.length() / std::max(1, m_rows.front().wide->width()));
}

bool Canvas::panByWheel(const QWheelEvent& event)
{
    const QPoint turned = event.angleDelta();
    const int most = std::abs(turned.x()) > std::abs(turned.y()) ? turned.x() : turned.y();
    Q_EMIT panned(-most / wheelStep * m_wide.length() * panPart);
    return true;
}

void Canvas::moveHairLine(std::optional<QPoint> at)
{
    const bool isShown = at && m_job.id != 0 && spotAt(*at);
    if (isShown) {
        const int top = m_rows.front().wide->top(), bottom = m_rows.back().wide->bottom();
        m_hairLine->setGeometry(at->x(), top, 1, bottom - top + 1);
    }
    m_hairLine->setVisible(isShown);
}

bool Canvas::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_plot && event->type() == QEvent::MouseMove)
        moveHairLine(static_cast<QMouseEvent*>(event)->pos());
    if (watched == m_plot && event->type() == QEvent::Leave)
        moveHairLine({});
    if (watched == m_plot && event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = hintAt(help->pos());
        QToolTip::showText(help->globalPos(), text, m_plot);
        return true;
    }
    if (watched == m_plot && event->type() == QEvent::Wheel)
        return panByWheel(*static_cast<QWheelEvent*>(event));
    if (watched == m_plot && event->type() == QEvent::MouseButtonPress) {
        m_pressedAt = m_draggedTo = static_cast<QMouseEvent*>(event)->pos();
        m_isDragging = false;
    }
    if (watched == m_plot && event->type() == QEvent::MouseMove)
        drag(*static_cast<QMouseEvent*>(event));
    if (watched == m_plot && event->type() == QEvent::MouseButtonRelease && !m_isDragging)
        if (const auto spot = spotAt(m_pressedAt); spot && spot->at <= m_now)
            Q_EMIT timePicked(spot->at);
    return QWidget::eventFilter(watched, event);
}

void Canvas::fillRate(const engine::JobSnapshot& job, WallTime now)
{
    const engine::Writing write(now, m_isUtc);
    const RateRule rule = rateRule(job.rules);
    Row& row = m_rows[0];
    const engine::SeriesView none;
    const engine::SeriesView& series = job.series ? *job.series : none;
    const Duration per = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(rule.per));
    Lane::Content wide;
    const Steps steps = stepsFor(series, m_wide);
    wide.shapes = rateColumns(steps, m_wide, rule.limit);
    wide.marks = refusals(steps, m_wide);
    if (job.plan && job.state == jobs::JobState::running) {
        const auto planned = plannedRate(*job.plan, rule, m_wide, now);
        wide.shapes.insert(wide.shapes.end(), planned.begin(), planned.end());
    }
    const auto bound = std::ranges::find(job.rules, limits::Kind::concurrency, &engine::RuleView::kind);
    double highest = 1;
    for (const Shape& shape : wide.shapes)
        highest = std::max(highest, shape.high);
    wide.top = rule.exists() ? std::max(rule.limit, highest) * headroom : highest * headroom;
    if (bound != job.rules.end()) {
        const auto lines = inFlightBound(steps, std::size_t(bound - job.rules.begin()),
                                         double(bound->allowed), wide.top / 2, m_wide);
        wide.shapes.insert(wide.shapes.end(), lines.begin(), lines.end());
    }
    if (rule.exists() && rule.burst > 0) {
        // The steady pace, and above it what may go at once.
        wide.shapes.insert(wide.shapes.begin(),
                           {m_wide.from, m_wide.to, rule.steady(), rule.limit, Tone::waiting, Fill::light});
        wide.lines.push_back(
            {rule.limit, tr("+%1 burst").arg(write.number(qint64(rule.burst))), true, false, {}});
        wide.lines.push_back(
            {rule.steady(), tr("%1 a minute").arg(write.number(qint64(rule.steady()))), false, false, {}});
    } else if (rule.exists()) {
        const QString text =
            rule.isLearned
                ? tr("learned: %1 in any %2").arg(write.number(qint64(rule.limit)), write.duration(per))
                : tr("limit %1 in any %2").arg(write.number(qint64(rule.limit)), write.duration(per));
        Lane::Line line{rule.limit, text, false, rule.isLearned, {}};
        if (rule.isLearned)
            line.levels = learnedLevels(series, rule.index, rule.limit, m_wide);
        for (const Level& level : line.levels)
            wide.top = std::max(wide.top, level.max * headroom);
        wide.lines.push_back(std::move(line));
    }
    if (rule.exists()) {
        if (rule.share < rule.limit)
            wide.lines.push_back(
                {rule.share, tr("your share %1").arg(write.number(qint64(rule.share))), true, false, {}});
    }
    if (row.close) {
        Lane::Content close;
        const Steps fine{series.seconds, 1};
        close.shapes = rateColumns(fine, m_close, rule.limit);
        for (Shape& shape : close.shapes)
            shape.fill = shape.tone == Tone::failed ? Fill::solid : Fill::stepped;
        const auto bars = sentBars(fine, m_close);
        close.shapes.insert(close.shapes.end(), bars.begin(), bars.end());
        close.marks = refusals(fine, m_close);
        close.top = wide.top;
        close.lines = wide.lines;
        for (Lane::Line& line : close.lines) {
            line.text.clear();
            if (line.isWavy)
                line.levels = learnedLevels(series, rule.index, rule.limit, m_close);
        }
        row.close->setContent(std::move(close));
    }
    qint64 inWindow = 0;
    if (rule.exists() && job.rules[rule.index].kind == limits::Kind::window)
        inWindow = job.rules[rule.index].used;
    else if (!series.seconds.empty() && secondsOf(series.seconds.back().at) >= secondsOf(now) - 2)
        inWindow = series.seconds.back().windowHigh;
    QString value = rule.exists()
                        ? tr("%1 of %2").arg(write.number(inWindow), write.number(qint64(rule.limit)))
                        : write.number(inWindow);
    if (job.endedAt)
        value = tr("at most %1").arg(write.number(highestRate(series)));
    setRow(row, tr("RATE"), rule.exists() ? tr("in any %1").arg(write.duration(per)) : QString(), value,
           bound == job.rules.end()
               ? QString()
               : tr("in flight %1 of %2").arg(write.number(bound->inFlight), write.number(bound->allowed)));
    shade(wide.shapes, series, wide.top);
    row.wide->setContent(std::move(wide));
}

void Canvas::fillLeft(const engine::JobSnapshot& job, WallTime now)
{
    const engine::Writing write(now, m_isUtc);
    const engine::SeriesView none;
    const engine::SeriesView& series = job.series ? *job.series : none;
    for (std::size_t i = 0; i < m_leftLanes; ++i) {
        const engine::RuleView& rule = job.rules[i];
        Row& row = m_rows[1 + i];
        const double allowed = double(rule.allowed);
        Lane::Content wide;
        const double kept = std::max(0.0, double(rule.max) - allowed);
        wide.top = std::max(1.0, double(rule.max)) * 1.08;
        wide.shapes = leftBand(stepsFor(series, m_wide), i, allowed, m_wide, kept);
        if (job.state == jobs::JobState::running) {
            const auto stairs = comebackStairs(rule, now, m_wide, kept);
            wide.shapes.insert(wide.shapes.end(), stairs.begin(), stairs.end());
            if (const auto back = comesBackAt(rule, now, m_wide))
                wide.labels.push_back({secondsOf(*back), tr("back %1").arg(write.time(*back))});
            // What is in flight is used, and not yet for good.
            const double free = kept + std::max(0.0, allowed - double(rule.used));
            if (rule.inFlight > 0)
                wide.shapes.push_back({secondsOf(now) - sliver * m_wide.length() / m_wide.pixels,
                                       secondsOf(now), free, free + double(rule.inFlight), Tone::moving,
                                       Fill::solid});
        }
        // What is left to colleagues is the hatched foot, what they used the cap.
        if (kept > 0)
            wide.shapes.push_back({m_wide.from, m_wide.to, 0, kept, Tone::paused, Fill::dots});
        if (rule.others > 0)
            wide.shapes.push_back({m_wide.from, m_wide.to, std::max(kept, double(rule.max - rule.others)),
                                   double(rule.max), Tone::paused, Fill::light});
        shade(wide.shapes, series, wide.top);
        if (row.close) {
            Lane::Content close;
            close.top = wide.top;
            close.shapes = leftBand(Steps{series.seconds, 1}, i, allowed, m_close, kept);
            if (kept > 0)
                close.shapes.push_back({m_close.from, m_close.to, 0, kept, Tone::paused, Fill::dots});
            row.close->setContent(std::move(close));
        }
        qint64 left = std::max<qint64>(0, rule.allowed - rule.used);
        QString value = tr("%1 of %2").arg(write.number(left), write.number(rule.allowed));
        if (job.endedAt) {
            // The account rests since; what it has left now says nothing about this job.
            const auto atEnd = leftAtEnd(series, i, rule.allowed);
            value = atEnd ? tr("%1 at the end").arg(write.number(*atEnd)) : QString();
        }
        setRow(row, i == 0 ? tr("LEFT") : QString(), rule.name, value, othersOf(rule, write));
        row.wide->setContent(std::move(wide));
    }
}

void Canvas::fillWaits(const engine::JobSnapshot& job, WallTime now)
{
    const engine::Writing write(now, m_isUtc);
    auto wide = waitRows(job, now, m_wide);
    const auto close = waitRows(job, now, m_close);
    // The wait that is on is never among those that find no room; as long as there is room, nothing moves.
    if (wide.size() > m_waitLanes)
        std::ranges::stable_partition(wide, [](const WaitRow& row) { return row.isOn || !row.past.empty(); });
    m_waits = wide;
    for (std::size_t i = 0; i < m_waitLanes; ++i) {
        Row& row = m_rows[1 + m_leftLanes + i];
        Lane::Content content, narrow;
        content.hasBaseline = narrow.hasBaseline = false;
        content.top = narrow.top = 1.25;
        QString name, value;
        if (i < wide.size()) {
            content.shapes = wide[i].past;
            content.shapes.insert(content.shapes.end(), wide[i].planned.begin(), wide[i].planned.end());
            const auto same = std::ranges::find_if(close, [&](const WaitRow& other) {
                return other.cause == wide[i].cause && other.rule == wide[i].rule;
            });
            if (same != close.end())
                narrow.shapes = same->past;
            name = causeName(wide[i].cause, wide[i].rule);
            value = wide[i].isOn && job.wait.until ? write.duration(*job.wait.until - now) : tr("none now");
            if (wide[i].isOn && !job.wait.until)
                value = tr("now");
            if (job.endedAt)
                value = write.duration(waitedFor(job, wide[i].cause, wide[i].rule));
        }
        setRow(row, i == 0 ? tr("WAITS") : QString(), name, value);
        row.wide->setContent(std::move(content));
        if (row.close)
            row.close->setContent(std::move(narrow));
    }
}

} // namespace ui::plots
