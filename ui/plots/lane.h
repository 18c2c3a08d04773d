#pragma once

#include "ui/plots/annotations.h"

#include "ui/plots/qcustomplot.h"

namespace ui::plots {

/// One lane of the canvas: a time axis, and shapes, marks and lines painted in it with pens of width 1 and
/// plain rectangles (wide pens and fills under noise are a hundred times slower). Paints what it is given.
class Lane : public QCPAxisRect {
    Q_OBJECT

public:
    struct Line {
        double at = 0; ///< y
        QString text;
        bool isThin = false;
        bool isWavy = false;       ///< learned, not declared
        std::vector<Level> levels; ///< of a wavy line: how it changed; `at` is where it stands now
    };
    /// Words at a moment: "back 18:04:10".
    struct Label {
        double at = 0; ///< s
        QString text;
    };
    struct Content {
        std::vector<Shape> shapes;
        std::vector<Mark> marks;
        std::vector<Line> lines;
        std::vector<Label> labels;
        double top = 1; ///< y axis is 0 … top
        bool hasBaseline = true;
    };

    Lane(QCustomPlot* plot, const Theme& theme);

    void setTheme(const Theme& theme);
    void setAxis(const Axis& time, WallTime now, bool showsNow);
    void setContent(Content content);
    const Content& content() const { return m_content; }
    Axis timeAxis() const { return m_axis; }

protected:
    void draw(QCPPainter* painter) override;

private:
    QBrush brush(const Shape& shape) const;
    void drawLines(QCPPainter& painter, const QRect& area) const;
    void drawWave(QCPPainter& painter, const QRect& area, const Line& line) const;
    void drawLabels(QCPPainter& painter, const QRect& area) const;

    Theme m_theme;
    Axis m_axis;
    double m_now = 0;
    bool m_showsNow = true;
    Content m_content;
};

} // namespace ui::plots
