#pragma once

#include "ui/colourscheme.h"

#include <QString>

class QSettings;

namespace ui {

/// What a user chose for all jobs. A value; load and save know where it is kept. Name and proxy count from
/// the next start on, colours and times at once.
struct Preferences {
    enum class Proxy : unsigned char { none, system, given };

    ColourScheme::Wish colours = ColourScheme::Wish::desktop;
    bool isUtc = false;
    QString operatorName; ///< empty: as the desktop knows the user
    Proxy proxy = Proxy::none;
    QString proxyHost;
    int proxyPort = 8080;

    static Preferences load(const QSettings& settings);
    void save(QSettings& settings) const;
    bool operator==(const Preferences&) const = default;
};

/// "Anna Weiss (anna on LT-0423)": the chosen name never hides who was signed in at the computer.
QString nameInTrail(const QString& chosen, const QString& signedIn);

} // namespace ui
