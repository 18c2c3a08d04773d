#include "simulator/json.h"

#include <QJsonDocument>

namespace simulator {

std::string jsonText(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

Headers jsonType()
{
    return {{"Content-Type", "application/json"}};
}

} // namespace simulator
