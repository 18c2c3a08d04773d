#pragma once

#include "engine/sentences.h"
#include "ui/theme.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace ui::widgets {

/// The sentence that rules the page: a coloured bar, the state in 20 px, the line below it, and the few
/// buttons that act on the job. Shows what it is given; which button means what is the page's business.
class HeaderBand : public QWidget {
    Q_OBJECT

public:
    explicit HeaderBand(QWidget* parent = nullptr);

    void show(Tone tone, const engine::Sentence& sentence, const QString& third);
    /// Which job of which account this is about, in a small line above; empty: it is told elsewhere.
    void setPlace(const QString& place);
    /// Buttons stand at the right in the order in which they are added.
    QPushButton* addButton(const QString& text, const QString& name);
    QString firstLine() const;
    QString secondLine() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void colour();

    QLabel* m_place;
    QLabel* m_first;
    QLabel* m_second;
    QHBoxLayout* m_buttons;
    Tone m_tone = Tone::paused;
    int m_leastHeight = 0; ///< px, so that nothing moves when the sentence wraps
};

} // namespace ui::widgets
