#pragma once

#include "engine/sentences.h"
#include "ui/theme.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace ui::widgets {

/// The button that checks a sign-in, and what came of it. Shows what it is given; who owns it carries the
/// question to the engine and the answer back.
class SignInCheckRow : public QWidget {
    Q_OBJECT

public:
    explicit SignInCheckRow(QWidget* parent = nullptr);

    /// Another sign-in: what was shown or asked of the one before says nothing about it. `unable`: why there
    /// is nothing to press; empty: there is.
    void start(const engine::Sentence& unable = {});
    /// What is still missing before it can be checked; empty: nothing.
    void setProblem(const QString& problem);
    void setBusy();
    bool isBusy() const { return m_isBusy; }
    void show(Tone tone, const engine::Sentence& sentence);

Q_SIGNALS:
    void asked();

protected:
    void changeEvent(QEvent* event) override;

private:
    void setBusy(bool isBusy);
    void tell(const engine::Sentence& sentence);
    void colour();

    QPushButton* m_button;
    QLabel *m_sign, *m_first, *m_second;
    Tone m_tone = Tone::done;
    bool m_isBusy = false;
};

} // namespace ui::widgets
