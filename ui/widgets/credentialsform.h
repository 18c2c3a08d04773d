#pragma once

#include "transport/credentials.h"

#include <QWidget>

#include <vector>

class QRadioButton;
class QVBoxLayout;

namespace ui::widgets {

class PasswordField;

/// The fields that a vendor's sign-in needs, every secret in a password field. Knows the kinds of sign-in,
/// but no vendor; what was typed leaves it only as a value.
class CredentialsForm : public QWidget {
    Q_OBJECT

public:
    explicit CredentialsForm(QWidget* parent = nullptr);

    void setSignIn(const vendors::SignIn& signIn);
    transport::Credentials credentials() const;
    void setCredentials(const transport::Credentials& credentials);
    /// Tokens can be had for what is asked for here.
    bool canRenewToken() const;
    /// They can be used again tomorrow: no token that ends by itself.
    bool isLasting() const { return !m_signIn.tokenPath || canRenewToken(); }
    /// What is missing, in words; empty when complete.
    QString problem() const;

Q_SIGNALS:
    void changed();

private:
    PasswordField* add(const QString& name, const QString& label);
    void choose();

    vendors::SignIn m_signIn;
    QVBoxLayout* m_layout;
    QWidget* m_fields = nullptr;
    QRadioButton* m_useClient = nullptr;
    QRadioButton* m_useToken = nullptr;
    PasswordField *m_token = nullptr, *m_clientId = nullptr, *m_clientSecret = nullptr, *m_apiKey = nullptr,
                  *m_user = nullptr, *m_password = nullptr;
};

} // namespace ui::widgets
