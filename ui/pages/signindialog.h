#pragma once

#include "engine/snapshot.h"
#include "transport/credentials.h"
#include "vendors/catalog.h"

#include <QDialog>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace ui::widgets {
class CredentialsForm;
}

namespace ui::pages {

/// Asks for the credentials of a job that has none any more (after a restart) or whose sign-in is refused.
/// Other credentials than the job's, and a job that never started, need the typed number of its items.
class SignInDialog : public QDialog {
    Q_OBJECT

public:
    SignInDialog(const engine::JobSnapshot& job, const vendors::SignIn& signIn, const QString& why,
                 QWidget* parent = nullptr);

Q_SIGNALS:
    void given(const transport::Credentials& credentials, std::optional<qint64> typedCount);

private:
    void check();

    qint64 m_total = 0;
    bool m_isNumberNeeded = false; ///< the job never started: its number was never typed
    widgets::CredentialsForm* m_form;
    QLineEdit* m_number;
    QLabel* m_problem;
    QPushButton* m_go;
};

/// The profile of a vendor by the name that its jobs show.
std::optional<vendors::Profile> profileOf(const vendors::Catalog& catalog, const QString& vendor);

} // namespace ui::pages
