#pragma once

#include <QProxyStyle>

namespace ui {

/// Fusion, with outlines that can be seen: it draws the edges of fields, boxes and round buttons a shade
/// darker than the window, and on a dark window that is no edge at all; what has the focus it outlines in the
/// colour of a selection. Changes nothing but the colour of those edges, and gives the text of a button room.
class Style : public QProxyStyle {
public:
    Style();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
};

} // namespace ui
