#pragma once

#include "engine/sentences.h"
#include "engine/signin.h"
#include "ui/theme.h"

#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;

namespace ui::widgets {

/// A button that asks the vendor something harmless, and what came of it. Shows what it is given; who owns it
/// carries the question to the engine and the answer back.
class InquiryRow : public QWidget {
    Q_OBJECT

public:
    struct Words {
        QString name; ///< of the row; the button and the two lines have names of their own
        QString button, first, second;
        QString ask, busy, tip; ///< what the button says, and what it does
        QString accessible;
    };
    InquiryRow(const Words& words, QWidget* parent);
    /// Whether a sign-in works.
    static InquiryRow* forSignIn(QWidget* parent);
    /// Whether a few of the ids are what they seem.
    static InquiryRow* forLook(QWidget* parent);

    /// Another question: what was shown or asked of the one before says nothing about it. `unable`: why there
    /// is nothing to press; empty: there is.
    void start(const engine::Sentence& unable = {});
    /// What the button says.
    void setAsk(const QString& text);
    /// What is still missing before it can be asked; empty: nothing.
    void setProblem(const QString& problem);
    void setBusy();
    bool isBusy() const { return m_isBusy; }
    void show(Tone tone, const engine::Sentence& sentence);
    /// Another sign than the tone's own.
    void setSign(Tone tone, const QString& sign);

Q_SIGNALS:
    void asked();

protected:
    void changeEvent(QEvent* event) override;

private:
    void setBusy(bool isBusy);
    void tell(const engine::Sentence& sentence);
    void colour();

    Words m_words;
    QPushButton* m_button;
    QLabel *m_sign, *m_first, *m_second;
    Tone m_tone = Tone::done;
    bool m_isBusy = false;
};

/// How what a check of a sign-in showed is marked.
Tone toneOf(const engine::SignInResult& result);

} // namespace ui::widgets
