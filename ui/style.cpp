#include "ui/style.h"

#include "ui/theme.h"

#include <QPalette>
#include <QStyleFactory>
#include <QStyleOption>

namespace ui {

namespace {

/// Fusion's edge is Window made darker by so much; a lighter Window makes the edge that the theme wants.
constexpr int fusionDarker = 140, fusionDarkerRound = 150; ///< percent

QPalette edged(QPalette palette, int darker)
{
    const Theme theme = Theme::of(palette);
    if (theme.isDark())
        palette.setColor(QPalette::Window, theme.edge().lighter(darker));
    return palette;
}

} // namespace

Style::Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        frame && (element == PE_PanelLineEdit || element == PE_FrameLineEdit)) {
        QStyleOptionFrame own = *frame;
        own.palette = edged(frame->palette, fusionDarker);
        QProxyStyle::drawPrimitive(element, &own, painter, widget);
        return;
    }
    if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        button && (element == PE_IndicatorRadioButton || element == PE_IndicatorCheckBox)) {
        QStyleOptionButton own = *button;
        own.palette = edged(button->palette, fusionDarkerRound);
        QProxyStyle::drawPrimitive(element, &own, painter, widget);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const
{
    if (const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        box && control == CC_SpinBox) {
        QStyleOptionSpinBox own = *box;
        own.palette = edged(box->palette, fusionDarker);
        QProxyStyle::drawComplexControl(control, &own, painter, widget);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace ui
