#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

class QApplication;

namespace ui {

/// What a colour means. Colour only marks; text says it as well.
enum class Tone : unsigned char {
    moving,  ///< running, in flight, requests in plots
    waiting, ///< by a known rule: healthy
    held,    ///< by the vendor or the world
    needs,   ///< needs the operator: dark text on a filled band
    paused,  ///< by the operator; queued, skipped
    done,
    gone,
    failed,
};
inline constexpr int toneCount = 8;

/// The colour table, light or dark. A value: widgets make it from their palette when they paint, so a change
/// of the desktop's scheme needs no further word. Knows no widget.
class Theme {
public:
    static Theme light() { return Theme(false); }
    static Theme dark() { return Theme(true); }
    static Theme of(const QPalette& palette);

    bool isDark() const { return m_isDark; }
    QColor tone(Tone tone) const;
    QColor background() const;
    QColor surface() const; ///< bars and headings, a shade off the background
    QColor text() const;
    QColor dim() const;  ///< text of lesser weight, still readable
    QColor line() const; ///< separators and grids
    QColor edge() const; ///< of fields and boxes: 3:1 on the background, so that it is seen where to type
    /// Text on a filled band or button of this tone.
    QColor textOn(Tone tone) const;
    QPalette palette() const;

    bool operator==(const Theme&) const = default;

private:
    explicit Theme(bool isDark) : m_isDark(isDark) {}
    bool m_isDark;
};

/// The sign of a tone beside its text; drawn by the text font.
QString glyph(Tone tone);

/// Contrast of two colours after WCAG 2.1: 1 (none) to 21 (black on white).
double contrast(const QColor& a, const QColor& b);

/// Style, font size and palette of the whole program.
void apply(QApplication& application, const Theme& theme);

} // namespace ui
