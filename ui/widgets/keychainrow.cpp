#include "ui/widgets/keychainrow.h"

#include "ui/rememberedaccounts.h"
#include "ui/widgets/credentialsform.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>

namespace ui::widgets {

namespace {

const QString wishKey = QStringLiteral("keychain/remember");

QString words(const base::Error& error)
{
    const QString told = QString::fromStdString(error.message);
    return told.endsWith(QLatin1Char('.')) ? told : told + QLatin1Char('.');
}

} // namespace

KeychainRow::KeychainRow(SecretKeeper* keeper, CredentialsForm* form, QWidget* parent)
    : QWidget(parent)
    , m_keeper(keeper)
    , m_form(form)
    , m_wish(new QCheckBox(tr("re&member in keychain"), this))
    , m_forget(new QPushButton(tr("&Forget"), this))
    , m_text(new QLabel(this))
{
    setObjectName(QStringLiteral("keychainRow"));
    m_wish->setObjectName(QStringLiteral("rememberBox"));
    m_wish->setToolTip(tr("In the desktop’s keychain, for this vendor, address and account alone."));
    m_wish->setChecked(QSettings().value(wishKey, false).toBool());
    m_forget->setObjectName(QStringLiteral("forgetButton"));
    m_forget->setAccessibleName(tr("Forget the remembered credentials"));
    m_forget->setToolTip(
        tr("Deletes them from the keychain. What stands in the fields stays for this session."));
    m_forget->setAutoDefault(false);
    m_text->setObjectName(QStringLiteral("keychainText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setForegroundRole(QPalette::PlaceholderText);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_wish);
    row->addWidget(m_forget);
    row->addWidget(m_text, 1);
    connect(m_wish, &QCheckBox::clicked, this, [this](bool isOn) {
        QSettings().setValue(wishKey, isOn);
        m_problem.clear();
        tell();
    });
    connect(m_forget, &QPushButton::clicked, this, &KeychainRow::forget);
    connect(m_form, &CredentialsForm::changed, this, &KeychainRow::takeTyping);
    tell();
}

void KeychainRow::setPlace(const std::optional<SecretPlace>& place)
{
    if (place == m_place)
        return;
    m_place = place;
    ++m_asked;
    m_stand = Stand::nothing;
    m_problem.clear();
    if (std::exchange(m_isFilledIn, false)) {
        // They belong to another vendor, address or account: nobody else is given them.
        m_isFilling = true;
        m_form->setCredentials({});
        m_isFilling = false;
    }
    load();
    tell();
}

void KeychainRow::recall()
{
    if (m_stand != Stand::asking && m_form->credentials().isEmpty())
        load();
    tell();
}

void KeychainRow::load()
{
    if (!m_place || !m_keeper)
        return;
    m_stand = Stand::asking;
    const int asked = ++m_asked;
    m_keeper->load(*m_place, [row = QPointer(this), asked](auto found) {
        if (row && row->m_asked == asked)
            row->take(std::move(found));
    });
}

void KeychainRow::take(base::Result<std::optional<transport::Credentials>> found)
{
    if (!found) {
        m_stand = Stand::unusable;
        m_problem = words(found.error());
    } else if (!*found) {
        m_stand = Stand::absent;
    } else {
        m_stand = Stand::held;
        if (m_form->credentials().isEmpty()) {
            m_isFilling = true;
            m_form->setCredentials(**found);
            m_isFilling = false;
            m_isFilledIn = true;
        }
    }
    tell();
}

bool KeychainRow::isWished() const
{
    return m_place && m_keeper && m_stand != Stand::unusable && m_wish->isChecked() && m_form->isLasting();
}

void KeychainRow::remember()
{
    if (!isWished() || m_isFilledIn || !m_form->problem().isEmpty())
        return;
    const int asked = ++m_asked;
    m_keeper->save(*m_place, m_form->credentials(),
                   [row = QPointer(this), place = *m_place, asked](auto saved) {
                       if (saved) {
                           QSettings settings;
                           addRemembered(settings, place);
                       }
                       if (!row)
                           return;
                       if (saved)
                           Q_EMIT row->remembered();
                       if (row->m_asked != asked)
                           return;
                       row->m_stand = saved ? Stand::held : Stand::unusable;
                       row->m_isFilledIn = saved.has_value();
                       row->m_problem = saved ? QString() : words(saved.error());
                       row->tell();
                   });
}

void KeychainRow::forget()
{
    if (!m_place || !m_keeper)
        return;
    const int asked = ++m_asked;
    m_keeper->remove(*m_place, [row = QPointer(this), place = *m_place, asked](auto removed) {
        if (removed) {
            QSettings settings;
            dropRemembered(settings, place);
        }
        if (!row)
            return;
        if (removed)
            Q_EMIT row->forgotten();
        if (row->m_asked != asked)
            return;
        if (removed) {
            row->m_stand = Stand::absent;
            row->m_isFilledIn = false;
            row->m_wish->setChecked(false);
            QSettings().setValue(wishKey, false);
            row->m_problem = tr("Deleted from the keychain; kept for this session only.");
        } else {
            row->m_problem = words(removed.error());
        }
        row->tell();
    });
}

void KeychainRow::takeTyping()
{
    if (!m_isFilling) {
        m_isFilledIn = false;
        m_problem = m_stand == Stand::unusable ? m_problem : QString();
    }
    tell();
}

void KeychainRow::tell()
{
    setVisible(m_place.has_value());
    const bool canRemember = m_keeper && m_stand != Stand::unusable;
    // While what stands there is what is remembered, there is nothing to wish for.
    m_wish->setVisible(canRemember && !m_isFilledIn && m_form->isLasting());
    m_forget->setVisible(m_stand == Stand::held);
    QString text = m_problem;
    if (!m_keeper)
        text = tr("Kept for this session only.");
    else if (m_stand == Stand::unusable)
        text = tr("Kept for this session only. %1").arg(m_problem);
    else if (!m_form->isLasting())
        text = tr("An access token ends by itself, so it is not remembered: kept for this session only.");
    else if (m_stand == Stand::asking)
        text = tr("Asking the keychain…");
    else if (m_isFilledIn)
        text = tr("Remembered in the keychain.");
    else if (!text.isEmpty())
        ; // what the last order was answered
    else if (m_stand == Stand::held && !m_form->credentials().isEmpty())
        text = m_wish->isChecked() ? tr("Replaces what the keychain holds once it has worked.")
                                   : tr("Kept for this session only; the keychain holds others.");
    else
        text = m_wish->isChecked() ? tr("Stored there once the check or the start has worked.")
                                   : tr("Kept for this session only.");
    m_text->setText(text);
}

} // namespace ui::widgets
