#pragma once

#include "engine/signin.h"
#include "engine/snapshot.h"
#include "transport/credentials.h"
#include "ui/secretkeeper.h"
#include "vendors/catalog.h"

#include <QDialog>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace ui::widgets {
class CredentialsForm;
class InquiryRow;
class KeychainRow;
} // namespace ui::widgets

namespace ui::pages {

/// Asks for the credentials of a job that has none any more (after a restart) or whose sign-in is refused;
/// fills them in from the keychain, and checks them on wish. Other credentials than the job's, and a job that
/// never started, need the typed number of its items.
class SignInDialog : public QDialog {
    Q_OBJECT

public:
    /// `profile`: whose sign-in is asked for. Practice signs in by itself: its kind is none.
    SignInDialog(const engine::JobSnapshot& job, const vendors::Profile& profile, const QString& why,
                 SecretKeeper* secrets, QWidget* parent = nullptr);

    /// Answers to checkAsked.
    void show(const engine::SignInResult& result, const engine::Writing& writing);
    void tellCheckRefused(const QString& sentence);

Q_SIGNALS:
    /// `isKept`: they are to go into the keychain once they have worked.
    void given(const transport::Credentials& credentials, std::optional<qint64> typedCount, bool isKept);
    void checkAsked(const transport::Credentials& credentials);

protected:
    bool event(QEvent* event) override;

private:
    void check();
    void startCheck();

    qint64 m_total = 0;
    bool m_isNumberNeeded = false; ///< the job never started: its number was never typed
    widgets::CredentialsForm* m_form;
    widgets::KeychainRow* m_keychain;
    widgets::InquiryRow* m_check;
    vendors::Profile m_profile; ///< as the job signs in
    QLineEdit* m_number;
    QLabel* m_problem;
    QPushButton* m_go;
};

/// The profile of a vendor by the name that its jobs show.
std::optional<vendors::Profile> profileOf(const vendors::Catalog& catalog, const QString& vendor);

} // namespace ui::pages
