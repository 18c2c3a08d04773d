#pragma once

#include "ui/plots/annotations.h"

#include <QPixmap>
#include <QWidget>

#include <vector>

class QCustomPlot;
class QMouseEvent;
class QWheelEvent;
class QCPTextElement;

namespace ui::plots {

class Lane;

/// The three plots, RATE, LEFT and WAITS, as lanes under one another in two panes with one time axis each:
/// the wide one for the hour and the day, the narrow one always for the last two minutes. Draws a snapshot
/// when told to; follows the palette by hand, because QCustomPlot does not.
class Canvas : public QWidget {
    Q_OBJECT

public:
    explicit Canvas(QWidget* parent = nullptr);
    ~Canvas() override;

    /// `at`: the moment around which the wide pane lies; `now`, or an earlier one that is looked at.
    void show(const engine::JobSnapshot& job, WallTime now, Range range, WallTime at);
    void setCloseUpVisible(bool isVisible);
    void setUtc(bool isUtc); ///< from the next show() on
    /// The plots as they stand, drawn at once.
    QPixmap picture();
    /// What is said when the mouse rests there.
    QString hintAt(const QPoint& at) const;

Q_SIGNALS:
    /// A moment of the past was clicked.
    void timePicked(ui::plots::WallTime at);
    /// The wide pane is dragged, or turned by the wheel, so far into the future.
    void panned(double seconds);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Row {
        QCPTextElement* title = nullptr; ///< "RATE", "LEFT", "WAITS", or nothing
        QCPTextElement* name = nullptr;
        Lane* wide = nullptr;
        Lane* close = nullptr;
        QCPTextElement* value = nullptr;
    };

    void layOut(std::size_t leftLanes, std::size_t waitLanes);
    Row addRow();
    void fit();
    void colour();
    void fillRate(const engine::JobSnapshot& job, WallTime now);
    void fillLeft(const engine::JobSnapshot& job, WallTime now);
    void fillWaits(const engine::JobSnapshot& job, WallTime now);
    void setRow(Row& row, const QString& title, const QString& name, const QString& value,
                const QString& detail = {});
    void shade(std::vector<Shape>& shapes, const engine::SeriesView& series, double top) const;
    /// A row of the canvas and a moment on its axis.
    struct Spot {
        std::size_t row = 0;
        WallTime at{};
    };
    std::optional<Spot> spotAt(const QPoint& at) const;
    void drag(const QMouseEvent& event);
    bool panByWheel(const QWheelEvent& event);
    /// Through all lanes of the pane that the mouse is in; empty: nowhere.
    void moveHairLine(std::optional<QPoint> at);

    QCustomPlot* m_plot;
    QWidget* m_hairLine;     ///< lies over the plot: nothing is drawn anew when the mouse moves
    std::vector<Row> m_rows; ///< rate, then left lanes, then waits
    std::size_t m_leftLanes = 0, m_waitLanes = 0;
    Axis m_wide, m_close;
    bool m_hasCloseUp = true, m_isUtc = false;
    engine::JobSnapshot m_job; ///< as it is drawn, for what is asked of it
    WallTime m_now{};
    std::vector<WaitRow> m_waits;
    QPoint m_pressedAt, m_draggedTo;
    bool m_isDragging = false;
};

} // namespace ui::plots
