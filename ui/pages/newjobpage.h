#pragma once

#include "ui/draft.h"
#include "ui/listloader.h"
#include "ui/workplace.h"

#include <QMap>
#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;
class QTimer;

namespace ui::widgets {
class DoubtBar;
}

namespace ui::pages {

class ForecastBlock;
class HowBlock;
class IdsBlock;
class WhereBlock;

/// A new job on one page: which ids, where, how, and what will happen. Collects a Draft; sends nothing.
class NewJobPage : public QWidget {
    Q_OBJECT

public:
    explicit NewJobPage(const Workplace& workplace, QWidget* parent = nullptr);

    void setSource(const ListSource& source);
    bool chooseProfile(const QString& name);
    /// Time has passed: what is foreseen ends later.
    void tellTime(const engine::Writing& writing);
    /// The job is on its way: secrets are forgotten.
    void forgetSecrets();
    void focusFirst();
    /// Answers to signInCheckAsked.
    void showSignIn(const engine::SignInResult& result, const engine::Writing& writing);
    void tellCheckRefused(const QString& sentence);
    /// Answers to lookAsked.
    void showLook(const engine::LookResult& result, const engine::Writing& writing);
    void tellLookRefused(const QString& sentence);
    /// These are never sent. Gives the draft as it is then.
    std::optional<Draft> protect(const QStringList& ids);
    /// The list's file is read again; the draft follows with `continued` when the operator asks for it.
    void readListAgain();
    void setUsedLabels(const QMap<QString, QStringList>& byProfile);
    /// What keeps accounts that jobs here use.
    void setUses(const QList<AccountUse>& uses);
    /// The job was taken: its credentials go into the keychain where that is wished.
    void rememberSecrets();

Q_SIGNALS:
    void continued(const ui::Draft& draft);
    void rehearsalAsked(const ui::Draft& draft);
    void signInCheckAsked(const engine::SignInSetup& setup);
    void lookAsked(const engine::LookSetup& setup);
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void takeOperation();
    void check();
    void foresee();
    void bringIntoSight(QWidget* row);
    struct Begin {
        std::optional<engine::WallTime> time; ///< nothing is sent before
        QString why;
    };
    Begin notBefore(const QString& profile, const QString& account) const;
    void tellUse();
    QString whyNothingIsForeseen() const;
    void askForCheck();
    void askForLook();
    base::Result<engine::SignInSetup> signInSetup() const;
    std::shared_ptr<const Protection> protection() const;
    enum class For : unsigned char { sending, rehearsal };
    /// Empty: `problem` says what is missing. A rehearsal needs neither a sign-in nor a word about rejects.
    std::optional<Draft> draft(QString& problem, For purpose = For::sending) const;

    const Workplace& m_workplace;
    IdsBlock* m_ids;
    WhereBlock* m_where;
    HowBlock* m_how;
    ForecastBlock* m_forecast;
    QScrollArea* m_scroll = nullptr;
    widgets::DoubtBar* m_doubts;
    QLabel* m_summary;
    QPushButton *m_cancel, *m_rehearse, *m_continue;
    QTimer* m_forecastSoon;
    /// What the list was last compared with; a list of a million ids is not gone through at every keystroke.
    struct Compared {
        std::shared_ptr<const idlist::List> list;
        QString operation, own;
        QStringList ids;
        std::shared_ptr<const Protection> protection;
    };
    mutable Compared m_compared;
    QList<AccountUse> m_uses;
    std::shared_ptr<const idlist::List> m_lookedList; ///< that a look was about
};

} // namespace ui::pages

Q_DECLARE_METATYPE(ui::Draft)
