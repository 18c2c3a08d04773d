#pragma once

#include <QWidget>

class QVBoxLayout;

namespace ui::widgets {

/// The page with, in practice, a hatched edge of 8 px all round it, so that practice never looks like the
/// real thing. Knows nothing of what it frames.
class PracticeFrame : public QWidget {
    Q_OBJECT

public:
    explicit PracticeFrame(QWidget* page, QWidget* parent = nullptr);

    void setPractice(bool isPractice);
    bool isPractice() const { return m_isPractice; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_layout;
    bool m_isPractice = false;
};

} // namespace ui::widgets
