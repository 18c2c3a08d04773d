#pragma once

#include "ui/preferences.h"

#include <QDialog>
#include <QList>
#include <QPair>

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace ui::pages {

/// The settings. Colours and times change while one looks at them; what counts only from the next start on
/// says so. Shows where everything lies.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    using Places = QList<QPair<QString, QString>>; ///< what, path

    SettingsDialog(const Preferences& preferences, const QString& signedIn, const Places& places,
                   QWidget* parent = nullptr);

    const Preferences& preferences() const { return m_preferences; }

Q_SIGNALS:
    /// Something was chosen, and is to be kept.
    void changed(const ui::Preferences& preferences);

private:
    void take();

    Preferences m_preferences;
    QString m_signedIn;
    QComboBox *m_colours, *m_times, *m_proxy;
    QLineEdit *m_name, *m_host;
    QSpinBox *m_port, *m_keep;
    QLabel* m_trail;
};

} // namespace ui::pages
