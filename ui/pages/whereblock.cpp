#include "ui/pages/whereblock.h"

#include "ui/rememberedaccounts.h"
#include "ui/theme.h"
#include "ui/widgets/credentialsform.h"
#include "ui/widgets/inquiryrow.h"
#include "ui/widgets/keychainrow.h"
#include "ui/widgets/lookrow.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <initializer_list>

namespace ui::pages {

namespace {

constexpr int labelWidth = 220, labelWidthMost = 520; ///< px

} // namespace

WhereBlock::WhereBlock(const Workplace& workplace, QWidget* parent)
    : QWidget(parent)
    , m_workplace(workplace)
    , m_vendor(new QComboBox(this))
    , m_operation(new QComboBox(this))
    , m_account(new QComboBox(this))
    , m_address(new QLabel(this))
    , m_unverified(new QLabel(this))
    , m_signInNote(new QLabel(this))
    , m_parameterBox(new QWidget(this))
    , m_parameterForm(new QFormLayout(m_parameterBox))
    , m_credentials(new widgets::CredentialsForm(this))
    , m_keychain(new widgets::KeychainRow(workplace.secrets, m_credentials, this))
    , m_check(widgets::InquiryRow::forSignIn(this))
    , m_look(new widgets::LookRow(this))
{
    setObjectName(QStringLiteral("whereBlock"));
    m_vendor->setObjectName(QStringLiteral("vendorBox"));
    m_vendor->setAccessibleName(tr("Vendor"));
    m_operation->setObjectName(QStringLiteral("operationBox"));
    m_operation->setAccessibleName(tr("Operation"));
    m_operation->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_account->setObjectName(QStringLiteral("accountBox"));
    m_account->setAccessibleName(tr("Account label"));
    m_account->setEditable(true);
    m_account->setInsertPolicy(QComboBox::NoInsert);
    m_account->setCompleter(nullptr); // what is typed stays as it is
    m_account->setMinimumWidth(labelWidth);
    m_account->setMaximumWidth(labelWidthMost);
    m_account->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_account->lineEdit()->setObjectName(QStringLiteral("accountField"));
    m_account->lineEdit()->setAccessibleName(tr("Account label"));
    m_account->lineEdit()->setPlaceholderText(tr("what you call it, such as Production"));
    m_address->setObjectName(QStringLiteral("addressLine"));
    m_address->setTextFormat(Qt::PlainText);
    m_address->setWordWrap(true);
    m_unverified->setWordWrap(true);
    m_unverified->setObjectName(QStringLiteral("unverifiedLine"));
    m_parameterForm->setContentsMargins(0, 0, 0, 0);

    m_vendor->addItem(tr("Choose the vendor…"), QString());
    for (const auto& entry : workplace.catalog.entries())
        if (entry.problem.isEmpty())
            m_vendor->addItem(entry.name, entry.isBuiltIn ? entry.id : entry.file);

    auto* row = new QHBoxLayout;
    row->addWidget(m_vendor);
    row->addWidget(m_operation);
    row->addStretch();
    auto* account = new QHBoxLayout;
    account->addWidget(new QLabel(tr("Account"), this));
    account->addWidget(m_account, 1);
    account->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_address);
    column->addWidget(m_unverified);
    column->addLayout(account);
    column->addWidget(m_parameterBox);
    column->addWidget(m_credentials);
    column->addWidget(m_keychain);
    column->addWidget(m_signInNote);
    column->addWidget(m_check);
    column->addWidget(m_look);

    connect(m_vendor, &QComboBox::activated, this, &WhereBlock::takeProfile);
    connect(m_operation, &QComboBox::activated, this, &WhereBlock::takeOperation);
    connect(m_account, &QComboBox::editTextChanged, this, &WhereBlock::changed);
    // Only when the label stands: every letter on the way is another account to the keychain.
    connect(m_account, &QComboBox::activated, this, &WhereBlock::setPlace);
    connect(m_account->lineEdit(), &QLineEdit::editingFinished, this, &WhereBlock::setPlace);
    connect(m_keychain, &widgets::KeychainRow::remembered, this, &WhereBlock::listLabels);
    connect(m_keychain, &widgets::KeychainRow::forgotten, this, &WhereBlock::listLabels);
    connect(m_credentials, &widgets::CredentialsForm::changed, this, [this] {
        startSignIn();
        Q_EMIT changed();
    });
    connect(this, &WhereBlock::changed, this, &WhereBlock::tellProblems);
    connect(m_check, &widgets::InquiryRow::asked, this, &WhereBlock::checkAsked);
    connect(m_look, &widgets::LookRow::asked, this, &WhereBlock::lookAsked);
    connect(m_look, &widgets::LookRow::protectAsked, this, &WhereBlock::protectAsked);
    takeProfile();
}

bool WhereBlock::choose(const QString& profile)
{
    int at = m_vendor->findData(profile);
    if (at < 0) {
        const auto found = m_workplace.catalog.find(profile);
        if (!found)
            return false;
        m_vendor->addItem(found->name, profile);
        at = m_vendor->count() - 1;
    }
    m_vendor->setCurrentIndex(at);
    takeProfile();
    return m_profile.has_value();
}

void WhereBlock::takeProfile()
{
    m_profile.reset();
    const QString name = m_vendor->currentData().toString();
    if (!name.isEmpty())
        if (auto found = m_workplace.catalog.find(name))
            m_profile = std::move(*found);
    m_operation->clear();
    m_operation->setVisible(m_profile.has_value());
    m_parameters.clear();
    while (m_parameterForm->rowCount() > 0)
        m_parameterForm->removeRow(0);
    m_credentials->setVisible(m_profile && !m_workplace.isPractice);
    m_signInNote->setVisible(m_profile && m_workplace.isPractice);
    if (m_profile) {
        for (const vendors::Operation& operation : m_profile->operations)
            m_operation->addItem(operation.name, operation.id);
        for (const vendors::Parameter& parameter : m_profile->parameters) {
            auto* field = new QLineEdit(m_parameterBox);
            field->setObjectName(QStringLiteral("parameter_") + parameter.name);
            field->setAccessibleName(parameter.label);
            field->setMaximumWidth(160);
            field->setToolTip(parameter.help);
            field->setPlaceholderText(parameter.isRequired ? tr("needed") : tr("optional"));
            if (parameter.value)
                field->setText(QString::number(*parameter.value));
            connect(field, &QLineEdit::textChanged, this, &WhereBlock::changed);
            m_parameterForm->addRow(parameter.label, field);
            m_parameters.insert(parameter.name, field);
        }
        m_credentials->setSignIn(m_profile->signIn);
        if (m_workplace.isPractice) {
            m_signInNote->setText(
                tr("Practice: signed in with made-up credentials; nothing leaves this computer."));
            if (m_workplace.practiceCredentials)
                m_credentials->setCredentials(m_workplace.practiceCredentials(m_profile->signIn));
            if (m_account->currentText().isEmpty())
                m_account->setEditText(tr("practice"));
        }
    }
    m_parameterBox->setVisible(!m_parameters.isEmpty());
    listLabels();
    setPlace();
    m_keychain->recall(); // the fields were made anew
    orderTabs();
    startSignIn();
    Q_EMIT profileChanged();
    takeOperation();
}

/// Fields that were made just now come last in the window's chain: the keyboard goes as the eye does.
void WhereBlock::orderTabs()
{
    QWidget* last = m_account;
    for (const QWidget* part :
         std::initializer_list<const QWidget*>{m_parameterBox, m_credentials, m_keychain, m_check, m_look})
        for (QWidget* field : part->findChildren<QWidget*>())
            if ((field->focusPolicy() & Qt::TabFocus) != 0 && field->focusProxy() == nullptr) {
                setTabOrder(last, field);
                last = field;
            }
}

void WhereBlock::startSignIn()
{
    m_signedIn.reset();
    m_checked.reset();
    forgetLook();
    m_check->setVisible(m_profile && m_profile->signIn.kind != vendors::SignIn::Kind::none);
    engine::SignInResult unable; // not checkable
    if (m_profile && !engine::isCheckable(*m_profile, m_credentials->canRenewToken())) {
        unable.vendor = m_profile->shortName();
        m_check->start(engine::sentence(unable, engine::Writing(engine::WallTime{})));
    } else {
        m_check->start();
    }
}

void WhereBlock::setChecking()
{
    m_signedIn.reset();
    m_check->setBusy();
    Q_EMIT changed();
}

void WhereBlock::show(const engine::SignInResult& result, const engine::Writing& writing)
{
    if (!m_check->isBusy())
        return; // other credentials stand there by now
    m_checked = result;
    if (result.works()) {
        m_signedIn = result;
        m_keychain->remember();
    }
    m_check->show(widgets::toneOf(result), engine::sentence(result, writing));
    Q_EMIT changed();
}

void WhereBlock::tellCheckRefused(const QString& sentence)
{
    if (!m_check->isBusy())
        return;
    m_check->show(Tone::held, {sentence, tr("Nothing was touched.")});
    Q_EMIT changed();
}

void WhereBlock::takeOperation()
{
    const vendors::Operation* chosen = operation();
    m_address->setVisible(chosen != nullptr);
    m_unverified->setVisible(chosen && !chosen->provenance.isVerified);
    m_look->setVisible(chosen && chosen->lookup); // where there is none nothing is missed
    forgetLook();
    if (chosen) {
        m_address->setText(address(m_profile->baseUrl) + QStringLiteral("      ")
                           + (chosen->isReversible ? tr("they can come back") : tr("cannot be undone")));
        m_unverified->setText(tr("! %1 does not document this address. The first answer will be shown to you "
                                 "before the second request.")
                                  .arg(m_profile->vendor));
    }
    Q_EMIT operationChanged();
    Q_EMIT changed();
}

const vendors::Operation* WhereBlock::operation() const
{
    return m_profile ? m_profile->operation(m_operation->currentData().toString()) : nullptr;
}

QString WhereBlock::address(const QString& origin) const
{
    const vendors::Operation* chosen = operation();
    return chosen ? chosen->method + QLatin1Char(' ') + origin + chosen->path : QString();
}

QMap<QString, QString> WhereBlock::parameters() const
{
    QMap<QString, QString> values;
    for (auto field = m_parameters.begin(); field != m_parameters.end(); ++field) {
        QString text = field.value()->text().trimmed();
        // Thousands may be written as people write them.
        text.remove(QLatin1Char(',')).remove(QLatin1Char(' '));
        if (!text.isEmpty())
            values.insert(field.key(), text);
    }
    return values;
}

QString WhereBlock::accountLabel() const
{
    const QString label = m_account->currentText().trimmed();
    return label.isEmpty() && m_profile ? m_profile->vendor : label;
}

transport::Credentials WhereBlock::credentials() const
{
    return m_credentials->credentials();
}

void WhereBlock::forgetCredentials()
{
    m_credentials->setCredentials({});
}

void WhereBlock::rememberCredentials()
{
    m_keychain->remember();
}

void WhereBlock::recallCredentials()
{
    m_keychain->recall();
}

void WhereBlock::setUsedLabels(const QMap<QString, QStringList>& byProfile)
{
    m_usedLabels = byProfile;
    listLabels();
}

void WhereBlock::listLabels()
{
    QStringList labels;
    if (m_profile) {
        const auto origin = engine::originOf(*m_profile, {});
        if (origin)
            labels = rememberedLabels(QSettings(), m_profile->id, *origin);
        labels << m_usedLabels.value(m_profile->id);
        labels.removeDuplicates();
    }
    const QSignalBlocker quiet(m_account);
    const QString typed = m_account->currentText();
    m_account->clear();
    m_account->addItems(labels);
    m_account->setCurrentIndex(-1);
    m_account->setEditText(typed);
}

/// Whose credentials the fields hold, for the keychain.
void WhereBlock::setPlace()
{
    m_account->lineEdit()->setCursorPosition(0); // of a long label its beginning is seen
    const bool isKept =
        m_profile && !m_workplace.isPractice && m_profile->signIn.kind != vendors::SignIn::Kind::none;
    const auto origin = isKept ? engine::originOf(*m_profile, {}) : base::Result<QString>(QString());
    if (isKept && origin)
        m_keychain->setPlace(SecretPlace{m_profile->id, *origin, accountLabel()});
    else
        m_keychain->setPlace(std::nullopt);
}

void WhereBlock::tellProblems()
{
    m_check->setProblem(missing()); // what was refused can be checked again
    const QString wrong = m_check->isBusy() ? tr("The sign-in is being checked") : problemOfSignIn();
    m_look->setProblem(!wrong.isEmpty() ? wrong : m_listed == 0 ? tr("Choose a list first") : QString());
}

void WhereBlock::setList(qint64 count)
{
    if (std::exchange(m_listed, count) != count && !m_look->isBusy())
        m_look->start(count);
    tellProblems();
}

void WhereBlock::setProtected(const QStringList& ids)
{
    m_look->setProtected(QSet<QString>(ids.begin(), ids.end()));
}

void WhereBlock::setLooking()
{
    m_look->setBusy();
    Q_EMIT changed();
}

void WhereBlock::show(const engine::LookResult& result, const engine::Writing& writing)
{
    if (!m_look->isBusy())
        return; // another list or sign-in stands there by now
    m_look->show(result, writing);
    if (result.end.kind == engine::SignInResult::Kind::refused)
        m_checked = result.end;
    Q_EMIT changed();
}

void WhereBlock::tellLookRefused(const QString& sentence)
{
    if (!m_look->isBusy())
        return;
    m_look->tellRefused(sentence);
    Q_EMIT changed();
}

const std::optional<engine::LookResult>& WhereBlock::looked() const
{
    return m_look->result();
}

void WhereBlock::forgetLook()
{
    m_look->start(m_listed);
}

QString WhereBlock::problemOfPlace() const
{
    if (!m_profile)
        return tr("Choose the vendor");
    if (!operation())
        return tr("Choose what to do");
    for (const vendors::Parameter& parameter : m_profile->parameters)
        if (parameter.isRequired && m_parameters.value(parameter.name)->text().trimmed().isEmpty())
            return tr("%1 is needed").arg(parameter.label);
    return {};
}

QString WhereBlock::missing() const
{
    const QString ofPlace = problemOfPlace();
    return ofPlace.isEmpty() ? m_credentials->problem() : ofPlace;
}

QString WhereBlock::problem() const
{
    QString wrong = problemOfSignIn();
    if (wrong.isEmpty() && m_check->isBusy())
        wrong = tr("The sign-in is being checked: one moment");
    if (wrong.isEmpty() && m_look->isBusy())
        wrong = tr("A few ids are being looked at: one moment");
    return wrong;
}

const engine::SignInResult* WhereBlock::wait() const
{
    using Kind = engine::SignInResult::Kind;
    if (const auto& look = m_look->result(); look && look->end.kind == Kind::mustWait)
        return &look->end;
    return m_checked && m_checked->kind == Kind::mustWait ? &*m_checked : nullptr;
}

QWidget* WhereBlock::lookRow() const
{
    return m_look;
}

QWidget* WhereBlock::checkRow() const
{
    return m_check;
}

QString WhereBlock::problemOfSignIn() const
{
    const QString lacks = missing();
    if (lacks.isEmpty() && m_checked && m_checked->kind == engine::SignInResult::Kind::refused)
        return tr("%1 does not accept this sign-in: change it in block 2, or check it again")
            .arg(m_profile->shortName());
    return lacks;
}

} // namespace ui::pages
