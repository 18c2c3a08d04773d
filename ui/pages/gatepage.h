#pragma once

#include "ui/draft.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;

namespace ui::widgets {
class DoubtBar;
}

namespace ui::pages {

/// The gate before anything is sent: says what will happen and asks for the number of items. Enter does
/// nothing at all; the button is dead until the number matches. A page and not a pop-up, so that nothing
/// hides behind it.
class GatePage : public QWidget {
    Q_OBJECT

public:
    explicit GatePage(QWidget* parent = nullptr);

    /// That job is over and done with: the next one is another and no change of this.
    void forget();
    /// Shows the draft. When it is another one than before, what was typed is gone, and why is said.
    void show(const Draft& draft, const engine::Writing& writing);
    /// Time has passed: it ends later. What was typed stays.
    void tellTime(const engine::Writing& writing);
    /// The job is being stored; nothing can be typed or pressed.
    void setBusy(bool isBusy);
    void tellRefusal(const QString& sentence);
    /// The list holds ids that an earlier job sent: left out, or sent again?
    void askAboutSent(const engine::SentBefore& before, const engine::Writing& writing);

Q_SIGNALS:
    void backAsked();
    /// The typed number is right and the button was pressed.
    void confirmed(qint64 typedCount);
    void leaveOutAsked();
    void protectAsked(const QStringList& ids);
    void sendAgainAsked();

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void check();
    void colour();
    void setAsking(bool asksAboutSent);
    void fillFacts(const GateWords& words);
    bool isRight() const;

    Draft m_draft;
    QString m_stamp; ///< of what was shown
    QLabel *m_title, *m_what, *m_where, *m_effect, *m_prompt, *m_answer;
    widgets::DoubtBar* m_warning;
    QLabel* m_sent;
    QWidget* m_again; ///< the question about ids that were sent before; while it stands there is no field
    QWidget* m_ask;   ///< the field, and what is said of it
    QWidget* m_facts;
    QGridLayout* m_factsGrid;
    QLineEdit* m_field;
    QPushButton *m_back, *m_go;
    QScrollArea* m_scroll = nullptr; ///< holds what stands above the field
    bool m_isBusy = false;
};

} // namespace ui::pages
