#include "ui/style.h"

#include "ui/theme.h"

#include <QPalette>
#include <QStyleFactory>
#include <QStyleOption>

#include <optional>

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

/// The colour of a selection is too near to the ground to show where the keyboard is.
QPalette focused(QPalette palette)
{
    palette.setColor(QPalette::Highlight, themeOf(palette).tone(Tone::moving));
    return palette;
}

QPalette edged(QPalette palette, int darker)
{
    const Theme theme = themeOf(palette);
    if (theme.isDark())
        palette.setColor(QPalette::Window, theme.edge().lighter(darker));
    return focused(palette);
}

/// The option with another palette; empty: it is of another kind.
template <class Option>
std::optional<Option> with(const QStyleOption* option, const auto& palette)
{
    const auto* given = qstyleoption_cast<const Option*>(option);
    if (!given)
        return {};
    Option own = *given;
    own.palette = palette(given->palette);
    return own;
}

QPalette edgedStraight(const QPalette& palette)
{
    return edged(palette, fusionDarker);
}

QPalette edgedRound(const QPalette& palette)
{
    return edged(palette, fusionDarkerRound);
}

} // namespace

Style::Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    const auto draw = [&](const auto& own) {
        QProxyStyle::drawPrimitive(element, own ? &*own : option, painter, widget);
    };
    switch (element) {
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
    case PE_Frame:
        return draw(with<QStyleOptionFrame>(option, edgedStraight));
    case PE_IndicatorRadioButton:
    case PE_IndicatorCheckBox:
        return draw(with<QStyleOptionButton>(option, edgedRound));
    case PE_PanelButtonCommand:
        return draw(with<QStyleOptionButton>(option, focused));
    case PE_FrameFocusRect:
        return draw(with<QStyleOptionFocusRect>(option, focused));
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
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
    if (control == CC_SpinBox)
        if (const auto own = with<QStyleOptionSpinBox>(option, edgedStraight))
            return QProxyStyle::drawComplexControl(control, &*own, painter, widget);
    // One that can be typed into is a field up to its arrow; the others look like buttons.
    if (const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        control == CC_ComboBox && box && box->editable)
        if (const auto own = with<QStyleOptionComboBox>(option, edgedStraight))
            return QProxyStyle::drawComplexControl(control, &*own, painter, widget);
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* data) const
{
    if (hint == SH_LineEdit_PasswordCharacter)
        return 0x2022; // the narrow dot: a usual secret is seen as a whole
    return QProxyStyle::styleHint(hint, option, widget, data);
}

} // namespace ui
