#pragma once

#include "engine/look.h"
#include "ui/workplace.h"

#include <QMap>
#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace ui::widgets {
class CredentialsForm;
class InquiryRow;
class KeychainRow;
class LookRow;
} // namespace ui::widgets

namespace ui::pages {

/// Block 2, where: vendor, operation by its effect, account, what the vendor needs to be told, and the
/// sign-in.
class WhereBlock : public QWidget {
    Q_OBJECT

public:
    explicit WhereBlock(const Workplace& workplace, QWidget* parent = nullptr);

    /// By name or file; false: there is none.
    bool choose(const QString& profile);
    const std::optional<vendors::Profile>& profile() const { return m_profile; }
    const vendors::Operation* operation() const;
    QMap<QString, QString> parameters() const;
    QString accountLabel() const;
    transport::Credentials credentials() const;
    /// Secrets are not kept longer than needed.
    void forgetCredentials();
    /// They worked: they go into the keychain where that is wished.
    void rememberCredentials();
    /// Empty fields are filled in from the keychain.
    void recallCredentials();
    /// Labels that jobs have used at this vendor, beside those that the keychain knows.
    void setUsedLabels(const QMap<QString, QStringList>& byProfile);
    /// The check of the sign-in that was asked for is on its way; then what it showed, or why there was none.
    void setChecking();
    void show(const engine::SignInResult& result, const engine::Writing& writing);
    void tellCheckRefused(const QString& sentence);
    /// The last check of these very credentials; empty: there was none, or it showed that they do not work.
    const std::optional<engine::SignInResult>& signedIn() const { return m_signedIn; }
    /// The same, whatever it showed.
    const std::optional<engine::SignInResult>& checked() const { return m_checked; }
    /// Also a sign-in that the vendor has refused, until it is another one or a check has shown otherwise;
    /// and an answer that is on its way.
    QString problem() const;
    /// What a check or a look has shown of when something can be sent at all; null: nothing.
    const engine::SignInResult* wait() const;
    /// Where the answer to a look stands, and that to a check.
    QWidget* lookRow() const;
    QWidget* checkRow() const;
    /// The look at a few ids: `count` on the list (0: none yet), and what is protected by now.
    void setList(qint64 count);
    void setProtected(const QStringList& ids);
    void setLooking();
    void show(const engine::LookResult& result, const engine::Writing& writing);
    void tellLookRefused(const QString& sentence);
    const std::optional<engine::LookResult>& looked() const;
    /// Another list: what a look has shown says nothing about it.
    void forgetLook();
    /// The same without the sign-in, which a rehearsal makes up.
    QString problemOfPlace() const;
    /// "DELETE https://api.kameleoon.com/accounts/{id}"
    QString address(const QString& origin) const;

Q_SIGNALS:
    void changed();
    void profileChanged();
    void operationChanged();
    void checkAsked();
    void lookAsked();
    void protectAsked(const QStringList& ids);

private:
    void takeProfile();
    void takeOperation();
    void startSignIn();
    void tellProblems();
    void listLabels();
    void orderTabs();
    void setPlace();
    QString missing() const;
    QString problemOfSignIn() const;

    const Workplace& m_workplace;
    std::optional<vendors::Profile> m_profile;
    QComboBox *m_vendor, *m_operation;
    QComboBox* m_account;
    QMap<QString, QStringList> m_usedLabels; ///< by profile
    QLabel *m_address, *m_unverified, *m_signInNote;
    QWidget* m_parameterBox;
    QFormLayout* m_parameterForm;
    QMap<QString, QLineEdit*> m_parameters;
    widgets::CredentialsForm* m_credentials;
    widgets::KeychainRow* m_keychain;
    widgets::InquiryRow* m_check;
    widgets::LookRow* m_look;
    qint64 m_listed = 0; ///< ids on the list
    std::optional<engine::SignInResult> m_signedIn, m_checked;
};

} // namespace ui::pages
