#include "ui/widgets/credentialsform.h"

#include "ui/widgets/passwordfield.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QRadioButton>
#include <QVBoxLayout>

namespace ui::widgets {

using vendors::SignIn;

CredentialsForm::CredentialsForm(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("credentialsForm"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
}

PasswordField* CredentialsForm::add(const QString& name, const QString& label)
{
    auto* field = new PasswordField(name, label, m_fields);
    field->setMaximumWidth(360);
    static_cast<QHBoxLayout*>(m_fields->layout())->addWidget(field, 1);
    connect(field, &PasswordField::changed, this, &CredentialsForm::changed);
    return field;
}

void CredentialsForm::setSignIn(const SignIn& signIn)
{
    m_signIn = signIn;
    while (QLayoutItem* item = m_layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_useClient = m_useToken = nullptr;
    m_token = m_clientId = m_clientSecret = m_apiKey = m_user = m_password = nullptr;
    if (signIn.tokenPath) {
        auto* kinds = new QWidget(this);
        auto* row = new QHBoxLayout(kinds);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(new QLabel(tr("Sign in with"), kinds));
        m_useClient = new QRadioButton(tr("client id + secret"), kinds);
        m_useToken = new QRadioButton(tr("access token"), kinds);
        m_useClient->setObjectName(QStringLiteral("useClient"));
        m_useToken->setObjectName(QStringLiteral("useToken"));
        m_useClient->setChecked(true);
        row->addWidget(m_useClient);
        row->addWidget(m_useToken);
        row->addStretch();
        m_layout->addWidget(kinds);
        connect(m_useClient, &QRadioButton::toggled, this, &CredentialsForm::choose);
    }
    m_fields = new QWidget(this);
    auto* row = new QHBoxLayout(m_fields);
    row->setContentsMargins(0, 0, 0, 0);
    m_layout->addWidget(m_fields);
    switch (signIn.kind) {
    case SignIn::Kind::none:
        m_fields->layout()->addWidget(new QLabel(tr("This vendor asks for no sign-in."), m_fields));
        break;
    case SignIn::Kind::basicAndPathKey:
        m_apiKey = add(QStringLiteral("apiKeyField"), tr("API key"));
        m_user = add(QStringLiteral("userField"), tr("User"));
        m_password = add(QStringLiteral("passwordField"), tr("Password"));
        break;
    case SignIn::Kind::bearer:
    case SignIn::Kind::header:
    case SignIn::Kind::query:
        if (signIn.tokenPath) {
            m_clientId = add(QStringLiteral("clientIdField"), tr("Client id"));
            m_clientSecret = add(QStringLiteral("clientSecretField"), tr("Client secret"));
        }
        m_token = add(QStringLiteral("tokenField"), signIn.name.isEmpty() ? tr("Access token") : signIn.name);
        break;
    }
    for (PasswordField* name : {m_clientId, m_user})
        if (name)
            name->showAlways();
    row->addStretch();
    choose();
}

void CredentialsForm::choose()
{
    const bool usesClient = canRenewToken();
    for (PasswordField* field : {m_clientId, m_clientSecret})
        if (field)
            field->setVisible(usesClient);
    if (m_token)
        m_token->setVisible(!usesClient);
    Q_EMIT changed();
}

transport::Credentials CredentialsForm::credentials() const
{
    const auto secret = [](const PasswordField* field) { return field ? field->secret() : QByteArray(); };
    transport::Credentials made;
    if (m_signIn.kind == SignIn::Kind::basicAndPathKey) {
        made.apiKey = secret(m_apiKey);
        made.user = secret(m_user);
        made.password = secret(m_password);
    } else if (canRenewToken()) {
        made.clientId = secret(m_clientId);
        made.clientSecret = secret(m_clientSecret);
    } else {
        made.token = secret(m_token);
    }
    return made;
}

void CredentialsForm::setCredentials(const transport::Credentials& credentials)
{
    const auto fill = [](PasswordField* field, const QByteArray& value) {
        if (field)
            field->setSecret(value);
    };
    fill(m_token, credentials.token);
    fill(m_clientId, credentials.clientId);
    fill(m_clientSecret, credentials.clientSecret);
    fill(m_apiKey, credentials.apiKey);
    fill(m_user, credentials.user);
    fill(m_password, credentials.password);
    if (m_useToken && !credentials.token.isEmpty())
        m_useToken->setChecked(true);
    if (m_useClient && !credentials.clientId.isEmpty())
        m_useClient->setChecked(true);
}

bool CredentialsForm::canRenewToken() const
{
    return m_useClient && m_useClient->isChecked();
}

QString CredentialsForm::problem() const
{
    if (m_signIn.kind == SignIn::Kind::none)
        return {};
    // The fields that stand empty on the page, by the names that stand there.
    QStringList missing;
    for (const auto& [field, name] : {std::pair{m_clientId, tr("client id")},
                                      {m_clientSecret, tr("client secret")},
                                      {m_token, tr("access token")},
                                      {m_apiKey, tr("API key")},
                                      {m_user, tr("user")},
                                      {m_password, tr("password")}})
        if (field && !field->isHidden() && field->secret().isEmpty())
            missing << name;
    if (!missing.isEmpty())
        return tr("To sign in, type: %1").arg(missing.join(QStringLiteral(", ")));
    const auto checked = credentials().check(m_signIn);
    return checked ? QString() : QString::fromStdString(checked.error().message);
}

} // namespace ui::widgets
