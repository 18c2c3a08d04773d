#pragma once

#include "simulator/simrequest.h"

#include <QJsonObject>

#include <string>

namespace simulator {

/// The compact text of a JSON object, as vendors send it.
std::string jsonText(const QJsonObject& object);
QString text(const std::string& utf8);
Headers jsonType();

} // namespace simulator
