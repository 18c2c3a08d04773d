#include "ui/widgets/passwordfield.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace ui::widgets {

PasswordField::PasswordField(const QString& name, const QString& accessibleName, QWidget* parent)
    : QWidget(parent)
    , m_field(new QLineEdit(this))
    , m_show(new QToolButton(this))
{
    m_field->setObjectName(name);
    m_field->setAccessibleName(accessibleName);
    m_field->setPlaceholderText(accessibleName);
    m_field->setEchoMode(QLineEdit::Password);
    m_field->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    m_show->setObjectName(name + QStringLiteral("Show"));
    m_show->setText(tr("Show"));
    m_show->setAccessibleName(tr("Show %1").arg(accessibleName));
    m_show->setCheckable(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_field, 1);
    row->addWidget(m_show);
    connect(m_show, &QToolButton::toggled, this,
            [this](bool isOn) { m_field->setEchoMode(isOn ? QLineEdit::Normal : QLineEdit::Password); });
    connect(m_field, &QLineEdit::textChanged, this, &PasswordField::changed);
    setFocusProxy(m_field);
}

QByteArray PasswordField::secret() const
{
    // Spaces at the ends come from copying and are never part of a secret.
    return m_field->text().trimmed().toUtf8();
}

void PasswordField::setSecret(const QByteArray& secret)
{
    m_field->setText(QString::fromUtf8(secret));
    m_field->setCursorPosition(0);
}

void PasswordField::clear()
{
    m_field->clear();
    m_show->setChecked(false);
}

void PasswordField::showAlways()
{
    m_field->setEchoMode(QLineEdit::Normal);
    m_show->hide();
}

} // namespace ui::widgets
