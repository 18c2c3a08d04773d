#pragma once

#include "ui/colourscheme.h"

#include <QString>

#include <chrono>

class QSettings;

namespace ui {

/// What a user chose for all jobs. A value; load and save know where it is kept. Name, proxy and
/// the keeping of lists count from the next start on, colours and times at once.
struct Preferences {
    enum class Proxy : unsigned char { none, system, given };

    ColourScheme::Wish colours = ColourScheme::Wish::desktop;
    bool isUtc = false;
    QString operatorName; ///< empty: as the desktop knows the user
    Proxy proxy = Proxy::none;
    QString proxyHost;
    int proxyPort = 8080;
    int keepListsDays = 0; ///< lists of jobs that ended longer ago are taken away at the start; 0: kept

    static Preferences load(const QSettings& settings);
    void save(QSettings& settings) const;
    std::chrono::hours keepListsFor() const { return std::chrono::days(keepListsDays); }
    static constexpr int keepListsDaysMost = 3'650;
    bool operator==(const Preferences&) const = default;
};

/// "Anna Weiss (anna on LT-0423)": the chosen name never hides who was signed in at the computer.
QString nameInTrail(const QString& chosen, const QString& signedIn);

} // namespace ui
