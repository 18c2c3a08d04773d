#pragma once

#include <QScrollArea>

namespace ui::widgets {

/// Holds a page that scrolls where there is too little room for it, and is no higher than the page where
/// there is enough: what stands below follows the text and never leaves the window. Tab comes to it only
/// while there is something to scroll.
class FittingScroll : public QScrollArea {
    Q_OBJECT

public:
    explicit FittingScroll(QWidget* page, QWidget* parent = nullptr);

    /// Of a page that is higher than this so much is seen at most, in pixels.
    void setMost(int height);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int pageHeight() const;
    int whole() const;
    void fit();

    int m_most = QWIDGETSIZE_MAX;
};

} // namespace ui::widgets
