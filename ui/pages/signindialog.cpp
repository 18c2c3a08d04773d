#include "ui/pages/signindialog.h"

#include "engine/sentences.h"
#include "ui/draft.h"
#include "ui/widgets/credentialsform.h"
#include "ui/widgets/inquiryrow.h"
#include "ui/widgets/keychainrow.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

std::optional<vendors::Profile> profileOf(const vendors::Catalog& catalog, const QString& vendor)
{
    for (const auto& entry : catalog.entries()) {
        if (!entry.problem.isEmpty())
            continue;
        const auto profile = catalog.find(entry.isBuiltIn ? entry.id : entry.file);
        if (profile && profile->vendor == vendor)
            return *profile;
    }
    return {};
}

namespace {

/// The gate of a job that was stored before: what will happen, and what happened to these ids already.
QString whatStarts(const engine::JobSnapshot& job, qint64 count)
{
    const engine::Writing write{engine::WallTime{}};
    QString text = SignInDialog::tr("%1 %2 will be %3 at %4, account “%5”.")
                       .arg(write.number(count), count == 1 ? job.noun : job.nouns, job.participle,
                            job.vendor, job.accountLabel);
    if (job.sentBefore.count > 0)
        text += QLatin1Char(' ')
                + (job.sentBefore.count == 1
                       ? SignInDialog::tr("%1 of them was already sent by “%2” (%3 done or gone).")
                       : SignInDialog::tr("%1 of them were already sent by “%2” (%3 done or gone)."))
                      .arg(write.number(job.sentBefore.count), job.sentBefore.job,
                           write.number(job.sentBefore.settled));
    return text;
}

/// Which job goes on, and with how much.
QString whatGoesOn(const engine::JobSnapshot& job, qint64 count)
{
    using jobs::ItemState;
    const engine::Writing write{engine::WallTime{}};
    const qint64 settled =
        job.counts[ItemState::done] + job.counts[ItemState::gone] + job.counts[ItemState::failed];
    return SignInDialog::tr("“%1” at %2, account “%3”: %4 of %5 %6 are left. It goes on where it was.")
        .arg(job.name, job.vendor, job.accountLabel, write.number(count - settled), write.number(count),
             count == 1 ? job.noun : job.nouns);
}

} // namespace

SignInDialog::SignInDialog(const engine::JobSnapshot& job, const vendors::Profile& profile,
                           const QString& why, SecretKeeper* secrets, QWidget* parent)
    : QDialog(parent)
    , m_total(qint64(job.counts.total()) - job.counts[jobs::ItemState::skipped])
    , m_isNumberNeeded(job.state == jobs::JobState::ready || !job.doubt.isEmpty())
    , m_form(new widgets::CredentialsForm(this))
    , m_keychain(new widgets::KeychainRow(secrets, m_form, this))
    , m_check(widgets::InquiryRow::forSignIn(this))
    , m_profile(profile)
    , m_number(new QLineEdit(this))
    , m_problem(new QLabel(this))
    , m_go(new QPushButton(this))
{
    setObjectName(QStringLiteral("signInDialog"));
    setWindowTitle(m_isNumberNeeded ? tr("Start “%1”").arg(job.name)
                                    : tr("Sign in at %1 again").arg(job.vendor));
    m_go->setText(m_isNumberNeeded ? tr("Start") : tr("Go on with this sign-in"));
    if (job.isPractice)
        setWindowTitle(tr("PRACTICE: %1").arg(windowTitle()));
    QString usual = m_isNumberNeeded ? whatStarts(job, m_total) : whatGoesOn(job, m_total);
    if (job.isPractice)
        usual.prepend(tr("PRACTICE: "));
    auto* reason = new QLabel(why.isEmpty() ? usual : why, this);
    reason->setObjectName(QStringLiteral("signInReason"));
    reason->setWordWrap(true);
    m_form->setSignIn(profile.signIn);
    if (profile.signIn.kind != vendors::SignIn::Kind::none)
        m_keychain->setPlace(SecretPlace{job.profileId, job.origin, job.accountLabel});
    m_number->setObjectName(QStringLiteral("signInNumber"));
    m_number->setAccessibleName(tr("How many"));
    m_number->setMaximumWidth(160);
    m_go->setObjectName(QStringLiteral("signInGo"));
    m_go->setAutoDefault(false);
    m_problem->setWordWrap(true);
    auto* back = new QPushButton(tr("Not now"), this);
    back->setObjectName(QStringLiteral("signInBack"));
    back->setAutoDefault(false);
    auto* number = new QHBoxLayout;
    number->addWidget(new QLabel(m_isNumberNeeded
                                     ? tr("Type how many %1 will be %2:").arg(job.nouns, job.participle)
                                     : tr("How many %1 the job holds:").arg(job.nouns),
                                 this));
    number->addWidget(m_number);
    number->addStretch();
    auto* when =
        new QLabel(tr("Needed only for other credentials than those that the job began with, such as "
                      "a new secret."),
                   this);
    when->setObjectName(QStringLiteral("signInNumberWhen"));
    when->setWordWrap(true);
    when->setForegroundRole(QPalette::PlaceholderText);
    when->setVisible(!m_isNumberNeeded);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_problem, 1);
    buttons->addWidget(back);
    buttons->addWidget(m_go);
    auto* column = new QVBoxLayout(this);
    column->addWidget(reason);
    column->addWidget(m_form);
    column->addWidget(m_keychain);
    column->addWidget(m_check);
    column->addLayout(number);
    column->addWidget(when);
    column->addLayout(buttons);
    connect(m_form, &widgets::CredentialsForm::changed, this, [this] {
        startCheck();
        check();
    });
    connect(m_check, &widgets::InquiryRow::asked, this, [this] {
        m_check->setBusy();
        Q_EMIT checkAsked(m_form->credentials());
    });
    connect(m_number, &QLineEdit::textChanged, this, &SignInDialog::check);
    connect(back, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] {
        const auto typed = typedNumber(m_number->text());
        Q_EMIT given(m_form->credentials(), typed, m_keychain->isWished());
        accept();
    });
    startCheck();
    check();
    resize(std::max(width(), 560), height());
}

/// Lines that wrap make the dialog higher; a layout alone would squeeze the fields instead.
bool SignInDialog::event(QEvent* event)
{
    const bool done = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize)
        setMinimumHeight(layout()->totalHeightForWidth(width()));
    return done;
}

/// Other credentials than those that were checked: what was shown says nothing about them.
void SignInDialog::startCheck()
{
    m_check->setVisible(m_profile.signIn.kind != vendors::SignIn::Kind::none);
    if (engine::isCheckable(m_profile, m_form->canRenewToken())) {
        m_check->start();
        return;
    }
    engine::SignInResult unable; // not checkable
    unable.vendor = m_profile.shortName();
    m_check->start(engine::sentence(unable, engine::Writing(engine::WallTime{})));
}

void SignInDialog::show(const engine::SignInResult& result, const engine::Writing& writing)
{
    if (!m_check->isBusy())
        return; // other credentials stand there by now
    if (result.works() && result.notOf.isEmpty())
        m_keychain->remember();
    m_check->show(widgets::toneOf(result), engine::sentence(result, writing));
}

void SignInDialog::tellCheckRefused(const QString& sentence)
{
    if (m_check->isBusy())
        m_check->show(Tone::held, {sentence, tr("Nothing was touched.")});
}

void SignInDialog::check()
{
    QString problem = m_form->problem();
    m_check->setProblem(problem);
    const QString text = m_number->text().trimmed();
    if (problem.isEmpty() && !text.isEmpty() && typedNumber(text) != m_total) {
        const engine::Writing write{engine::WallTime{}};
        problem = tr("You typed %1. The list holds %2.").arg(text, write.number(m_total));
    }
    if (problem.isEmpty() && m_isNumberNeeded && text.isEmpty())
        problem = tr("Type the number.");
    m_problem->setText(problem);
    m_go->setEnabled(problem.isEmpty());
}

} // namespace ui::pages
