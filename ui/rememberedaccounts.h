#pragma once

#include "ui/secretkeeper.h"

#include <QStringList>

class QSettings;

/// Which accounts have credentials in the keychain. It cannot be asked for a list, so the places are kept in
/// the settings; no secret is among them.
namespace ui {

QStringList rememberedLabels(const QSettings& settings, const QString& profile, const QString& origin);
void addRemembered(QSettings& settings, const SecretPlace& place);
void dropRemembered(QSettings& settings, const SecretPlace& place);

} // namespace ui
