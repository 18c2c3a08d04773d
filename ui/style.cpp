#include "ui/style.h"

#include "ui/theme.h"

#include <QPalette>
#include <QStyleFactory>
#include <QStyleOption>

namespace ui {

namespace {

constexpr int buttonRoom = 10; ///< px beside the text, that Fusion is sparing with
/// Fusion's edge is Window made darker by so much; a lighter Window makes the edge that the theme wants.
constexpr int fusionDarker = 140, fusionDarkerRound = 150; ///< percent

/// By the ground of fields: Window may be another one by now, see edged().
Theme themeOf(const QPalette& palette)
{
    return palette.color(QPalette::Base) == Theme::dark().background() ? Theme::dark() : Theme::light();
}

QPalette edged(QPalette palette, int darker)
{
    const Theme theme = themeOf(palette);
    if (theme.isDark())
        palette.setColor(QPalette::Window, theme.edge().lighter(darker));
    palette.setColor(QPalette::Highlight, theme.tone(Tone::moving));
    return palette;
}

/// The colour of a selection is too near to the ground to show where the keyboard is.
QPalette focused(QPalette palette)
{
    palette.setColor(QPalette::Highlight, themeOf(palette).tone(Tone::moving));
    return palette;
}

} // namespace

Style::Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        frame && (element == PE_PanelLineEdit || element == PE_FrameLineEdit || element == PE_Frame)) {
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
    if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        button && element == PE_PanelButtonCommand) {
        QStyleOptionButton own = *button;
        own.palette = focused(button->palette);
        QProxyStyle::drawPrimitive(element, &own, painter, widget);
        return;
    }
    if (const auto* ring = qstyleoption_cast<const QStyleOptionFocusRect*>(option);
        ring && element == PE_FrameFocusRect) {
        QStyleOptionFocusRect own = *ring;
        own.palette = focused(ring->palette);
        QProxyStyle::drawPrimitive(element, &own, painter, widget);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                              const QWidget* widget) const
{
    const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    return type == CT_PushButton ? size + QSize(buttonRoom, 0) : size;
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
