#include "ui/widgets/fittingscroll.h"

#include <QEvent>
#include <QLayout>
#include <QResizeEvent>

#include <algorithm>

namespace ui::widgets {

namespace {

constexpr int leastHeight = 60; ///< px: two lines and a piece of the third, so that it is seen to scroll

} // namespace

FittingScroll::FittingScroll(QWidget* page, QWidget* parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidget(page);
    // On whatever stands behind.
    page->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    page->installEventFilter(this);
    fit();
}

int FittingScroll::pageHeight() const
{
    const QLayout* layout = widget()->layout();
    const int across = viewport()->width();
    return layout && layout->hasHeightForWidth() ? layout->totalHeightForWidth(across)
                                                 : widget()->sizeHint().height();
}

int FittingScroll::whole() const
{
    return pageHeight() + 2 * frameWidth();
}

void FittingScroll::setMost(int height)
{
    m_most = std::max(height, leastHeight);
    fit();
}

QSize FittingScroll::sizeHint() const
{
    return {widget()->sizeHint().width(), std::min(whole(), m_most)};
}

QSize FittingScroll::minimumSizeHint() const
{
    return {widget()->minimumSizeHint().width(), std::min(leastHeight, pageHeight())};
}

void FittingScroll::fit()
{
    if (const int most = std::min(whole(), m_most); maximumHeight() != most) {
        setMaximumHeight(most);
        updateGeometry();
    }
    widget()->resize(viewport()->width(), std::max(viewport()->height(), pageHeight()));
    setFocusPolicy(height() < whole() ? Qt::TabFocus : Qt::NoFocus);
}

void FittingScroll::focusInEvent(QFocusEvent* event)
{
    QScrollArea::focusInEvent(event);
    setFrameStyle(int(QFrame::Box) | int(QFrame::Plain)); // where the arrow keys act is seen
}

void FittingScroll::focusOutEvent(QFocusEvent* event)
{
    QScrollArea::focusOutEvent(event);
    setFrameStyle(QFrame::NoFrame);
}

bool FittingScroll::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        fit();
    return QScrollArea::eventFilter(watched, event);
}

void FittingScroll::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    fit(); // other lines wrap, or something does not fit any more
}

} // namespace ui::widgets
