#include "ui/theme.h"

#include "ui/style.h"

#include <QApplication>
#include <QFont>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

struct Pair {
    const char* light;
    const char* dark;
};

// In the order of Tone. Each has a contrast of at least 5:1 on its background.
constexpr Pair tones[toneCount] = {
    {"#0A66C2", "#5AB0F0"}, {"#5B5F97", "#A9AEE8"}, {"#A85100", "#F0A030"}, {"#FFB000", "#FFB000"},
    {"#5F6368", "#A8ACB0"}, {"#1B7F4B", "#4CC38A"}, {"#2F7A78", "#7CC7C0"}, {"#C62828", "#FF7B72"},
};

double luminance(const QColor& colour)
{
    const auto linear = [](double c) {
        return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
           + 0.0722 * linear(colour.blueF());
}

} // namespace

Theme Theme::of(const QPalette& palette)
{
    return Theme(luminance(palette.color(QPalette::Window)) < 0.2);
}

QColor Theme::tone(Tone tone) const
{
    const Pair& pair = tones[static_cast<int>(tone)];
    return QColor(QLatin1String(m_isDark ? pair.dark : pair.light));
}

QColor Theme::background() const
{
    return m_isDark ? QColor(0x1E, 0x1F, 0x22) : QColor(Qt::white);
}

QColor Theme::surface() const
{
    return m_isDark ? QColor(0x2A, 0x2C, 0x30) : QColor(0xF3, 0xF4, 0xF6);
}

QColor Theme::text() const
{
    return m_isDark ? QColor(0xE8, 0xEA, 0xED) : QColor(0x1A, 0x1A, 0x1A);
}

QColor Theme::dim() const
{
    return m_isDark ? QColor(0xA8, 0xAC, 0xB0) : QColor(0x5F, 0x63, 0x68);
}

QColor Theme::line() const
{
    return m_isDark ? QColor(0x44, 0x47, 0x4C) : QColor(0xD5, 0xD8, 0xDC);
}

QColor Theme::edge() const
{
    return m_isDark ? QColor(0x75, 0x79, 0x7E) : QColor(0x8A, 0x8E, 0x93);
}

QColor Theme::textOn(Tone tone) const
{
    if (tone == Tone::needs || m_isDark)
        return QColor(0x1A, 0x1A, 0x1A);
    return Qt::white;
}

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, background());
    p.setColor(QPalette::WindowText, text());
    p.setColor(QPalette::Base, background());
    p.setColor(QPalette::AlternateBase, surface());
    p.setColor(QPalette::Text, text());
    p.setColor(QPalette::PlaceholderText, dim());
    p.setColor(QPalette::Button, surface());
    p.setColor(QPalette::ButtonText, text());
    p.setColor(QPalette::BrightText, tone(Tone::failed));
    p.setColor(QPalette::ToolTipBase, surface());
    p.setColor(QPalette::ToolTipText, text());
    p.setColor(QPalette::Link, tone(Tone::moving));
    p.setColor(QPalette::Highlight, m_isDark ? QColor(0x2F, 0x4F, 0x6F) : QColor(0xCF, 0xE3, 0xF7));
    p.setColor(QPalette::HighlightedText, text());
    p.setColor(QPalette::Light, m_isDark ? QColor(0x3A, 0x3D, 0x42) : QColor(Qt::white));
    p.setColor(QPalette::Midlight, m_isDark ? QColor(0x34, 0x37, 0x3B) : QColor(0xE6, 0xE8, 0xEB));
    p.setColor(QPalette::Mid, line());
    p.setColor(QPalette::Dark, m_isDark ? QColor(0x12, 0x13, 0x15) : QColor(0x9A, 0x9E, 0xA3));
    p.setColor(QPalette::Shadow, m_isDark ? QColor(Qt::black) : QColor(0x70, 0x74, 0x78));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, m_isDark ? QColor(0x7C, 0x80, 0x85) : QColor(0x8A, 0x8E, 0x93));
    p.setColor(QPalette::Disabled, QPalette::Highlight, line());
    return p;
}

QString glyph(Tone tone)
{
    switch (tone) {
    case Tone::moving:
        return QStringLiteral("▶");
    case Tone::waiting:
        return QStringLiteral("◷");
    case Tone::held:
        return QStringLiteral("■");
    case Tone::needs:
        return QStringLiteral("!");
    case Tone::paused:
        return QStringLiteral("‖");
    case Tone::done:
        return QStringLiteral("✓");
    case Tone::gone:
        return QStringLiteral("○");
    case Tone::failed:
        return QStringLiteral("✕");
    }
    return {};
}

double contrast(const QColor& a, const QColor& b)
{
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

void apply(QApplication& application, const Theme& theme)
{
    if (!dynamic_cast<Style*>(application.style()))
        application.setStyle(new Style);
    QFont font = application.font();
    if (font.pixelSize() != 13) {
        font.setPixelSize(13);
        application.setFont(font);
    }
    application.setPalette(theme.palette());
}

} // namespace ui
