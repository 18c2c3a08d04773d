#include "ui/rememberedaccounts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSettings>

namespace ui {

namespace {

const QString key = QStringLiteral("keychain/accounts");

/// As JSON, so that no label can be taken for two fields.
QString lineOf(const SecretPlace& place)
{
    const QJsonArray parts{place.profile, place.origin, place.label};
    return QString::fromUtf8(QJsonDocument(parts).toJson(QJsonDocument::Compact));
}

} // namespace

QStringList rememberedLabels(const QSettings& settings, const QString& profile, const QString& origin)
{
    QStringList labels;
    for (const QString& line : settings.value(key).toStringList()) {
        const QJsonArray parts = QJsonDocument::fromJson(line.toUtf8()).array();
        if (parts.size() == 3 && parts[0].toString() == profile && parts[1].toString() == origin)
            labels << parts[2].toString();
    }
    labels.sort(Qt::CaseInsensitive);
    return labels;
}

void addRemembered(QSettings& settings, const SecretPlace& place)
{
    QStringList lines = settings.value(key).toStringList();
    if (!lines.contains(lineOf(place)))
        settings.setValue(key, lines << lineOf(place));
}

void dropRemembered(QSettings& settings, const SecretPlace& place)
{
    QStringList lines = settings.value(key).toStringList();
    if (lines.removeAll(lineOf(place)) > 0)
        settings.setValue(key, lines);
}

} // namespace ui
