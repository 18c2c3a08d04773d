#pragma once

#include <QLabel>

namespace ui::widgets {

/// A text in one line where there is room, otherwise in two, broken wherever it must be: an address has no
/// spaces. What does not fit into two is in the tool tip.
class TwoLines : public QLabel {
    Q_OBJECT

public:
    explicit TwoLines(const QString& text, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override;
    /// The lines as they are drawn in so many pixels.
    QStringList linesIn(int width) const;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace ui::widgets
