#pragma once

#include "ui/widgets/attention.h"

#include <QWidget>

class QVBoxLayout;

namespace ui::widgets {

/// The matters that need the operator, above everything else on the page. Built anew only when what it says
/// changes, so that a button never moves under the mouse.
class AttentionPanel : public QWidget {
    Q_OBJECT

public:
    explicit AttentionPanel(QWidget* parent = nullptr);

    void show(const std::vector<Matter>& matters);
    /// So high may the lines of a matter be, in pixels; more of them scroll.
    void setRoom(int height);

Q_SIGNALS:
    void chosen(ui::widgets::Choice choice);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_layout;
    std::vector<Matter> m_matters;
    QString m_told;
    int m_room = QWIDGETSIZE_MAX;
};

} // namespace ui::widgets
