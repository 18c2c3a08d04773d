#pragma once

#include "ui/plots/arithmetic.h"

#include <QPixmap>
#include <QWidget>

#include <vector>

class QCustomPlot;
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

    void show(const engine::JobSnapshot& job, WallTime now, Range range);
    void setCloseUpVisible(bool isVisible);
    void setUtc(bool isUtc); ///< from the next show() on
    /// The plots as they stand, drawn at once.
    QPixmap picture();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

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
    void setRow(Row& row, const QString& title, const QString& name, const QString& value);

    QCustomPlot* m_plot;
    std::vector<Row> m_rows; ///< rate, then left lanes, then waits
    std::size_t m_leftLanes = 0, m_waitLanes = 0;
    Axis m_wide, m_close;
    bool m_hasCloseUp = true, m_isUtc = false;
};

} // namespace ui::plots
