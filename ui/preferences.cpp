#include "ui/preferences.h"

#include <QSettings>

#include <algorithm>

namespace ui {

namespace {

const QString coloursKey = QStringLiteral("window/colours"), utcKey = QStringLiteral("window/utc"),
              nameKey = QStringLiteral("operator/name"), proxyKey = QStringLiteral("proxy/use"),
              hostKey = QStringLiteral("proxy/host"), portKey = QStringLiteral("proxy/port"),
              keepKey = QStringLiteral("lists/keepDays");
constexpr int portMost = 65'535;

template <class Choice>
Choice choice(const QSettings& settings, const QString& key, Choice most)
{
    const int stored = settings.value(key, 0).toInt();
    return stored < 0 || stored > int(most) ? Choice{} : static_cast<Choice>(stored);
}

} // namespace

Preferences Preferences::load(const QSettings& settings)
{
    Preferences p;
    p.colours = choice(settings, coloursKey, ColourScheme::Wish::dark);
    p.isUtc = settings.value(utcKey, false).toBool();
    p.operatorName = settings.value(nameKey).toString();
    p.proxy = choice(settings, proxyKey, Proxy::given);
    p.proxyHost = settings.value(hostKey).toString();
    p.proxyPort = std::clamp(settings.value(portKey, p.proxyPort).toInt(), 1, portMost);
    p.keepListsDays = std::clamp(settings.value(keepKey, p.keepListsDays).toInt(), 0, keepListsDaysMost);
    return p;
}

void Preferences::save(QSettings& settings) const
{
    settings.setValue(coloursKey, int(colours));
    settings.setValue(utcKey, isUtc);
    settings.setValue(nameKey, operatorName);
    settings.setValue(proxyKey, int(proxy));
    settings.setValue(hostKey, proxyHost);
    settings.setValue(portKey, proxyPort);
    settings.setValue(keepKey, keepListsDays);
}

QString nameInTrail(const QString& chosen, const QString& signedIn)
{
    return chosen.isEmpty() ? signedIn : QStringLiteral("%1 (%2)").arg(chosen, signedIn);
}

} // namespace ui
