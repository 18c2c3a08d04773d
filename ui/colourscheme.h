#pragma once

#include <QDBusVariant>
#include <QObject>
#include <QString>

namespace ui {

/// Light or dark: as the desktop says (through its settings portal, also while the program runs), or as the
/// user chose. Without a portal the colours of the desktop at the start decide. UI thread.
class ColourScheme : public QObject {
    Q_OBJECT

public:
    enum class Wish : unsigned char { desktop, light, dark };
    Q_ENUM(Wish)

    explicit ColourScheme(QObject* parent = nullptr);

    /// Asks the desktop, and follows it from now on.
    void follow();
    void setWish(Wish wish);
    Wish wish() const { return m_wish; }
    bool isDark() const;

Q_SIGNALS:
    void changed(bool isDark);

private Q_SLOTS:
    void takeSetting(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void setDesktopDark(bool isDark);

    Wish m_wish = Wish::desktop;
    bool m_isDesktopDark = false;
};

} // namespace ui
