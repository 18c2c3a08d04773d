#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace ui::widgets {

/// A field for a secret, hidden unless "Show" is held on. Keeps nothing; control characters are not accepted.
class PasswordField : public QWidget {
    Q_OBJECT

public:
    PasswordField(const QString& name, const QString& accessibleName, QWidget* parent = nullptr);

    QByteArray secret() const;
    void setSecret(const QByteArray& secret);
    void clear();
    /// What stands here is a name and no secret: it is seen, so that one recognises the account.
    void showAlways();

Q_SIGNALS:
    void changed();

private:
    QLineEdit* m_field;
    QToolButton* m_show;
};

} // namespace ui::widgets
