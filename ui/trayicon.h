#pragma once

#include "engine/sentences.h"
#include "engine/snapshot.h"
#include "ui/theme.h"

#include <QMenu>
#include <QObject>
#include <QPixmap>
#include <QSystemTrayIcon>

#include <optional>

namespace ui {

class JobView;

/// What the tray shows. A value, so that it is only drawn anew when it is another one.
struct TrayPicture {
    int percent = 0; ///< settled
    Tone tone = Tone::paused;
    QString words; ///< the job's name, and the sentence that rules its page
    bool operator==(const TrayPicture&) const = default;
};

/// Of the job that a person has to know of first: one that needs him, one that is held, one that moves, one
/// that waits. Empty: all that there is is over or was never started.
std::optional<TrayPicture> trayPicture(const engine::Snapshot& snapshot, const engine::Writing& writing);

/// The picture as a pie, for light and dark panels alike.
QPixmap trayPixmap(const TrayPicture& picture, int side, const Theme& theme);

/// A pie in the desktop's tray, where the desktop has one, as long as a job is under way: a window that is
/// minimised for hours still says how far it is, and when it needs somebody. A click brings the window back.
/// UI thread.
class TrayIcon : public QObject {
    Q_OBJECT

public:
    TrayIcon(JobView& view, QWidget& window, QObject* parent = nullptr);

Q_SIGNALS:
    /// The window is wanted.
    void raised();

private:
    void show();

    JobView& m_view;
    QWidget& m_window;
    QMenu m_menu;
    QSystemTrayIcon m_icon;
    std::optional<TrayPicture> m_shown;
};

} // namespace ui
