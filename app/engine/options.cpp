#include "engine/options.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace engine {

QByteArray Options::toJson() const
{
    return QJsonDocument(QJsonObject{
                             {"pacing", pacing == Pacing::even ? "even" : "burst"},
                             {"share", sharePercent},
                             {"inFlight", inFlight},
                             {"batch", batch},
                             {"timeScale", timeScale},
                             {"failuresInRow", guards.failuresInRow},
                             {"failureRatePercent", guards.failureRatePercent},
                             {"failureRateOf", guards.failureRateOf},
                             {"allGoneAt", guards.allGoneAt},
                             {"canary", guards.canary},
                             {"maxRequests", static_cast<qint64>(guards.maxRequests)},
                             {"turn", turn},
                             {"protected", QJsonArray::fromStringList(protectedIds)},
                         })
        .toJson(QJsonDocument::Compact);
}

Options Options::fromJson(const QByteArray& json)
{
    const QJsonObject o = QJsonDocument::fromJson(json).object();
    Options options;
    options.pacing = o["pacing"].toString() == "even" ? Pacing::even : Pacing::burst;
    options.sharePercent = o["share"].toInt(options.sharePercent);
    options.inFlight = o["inFlight"].toInt(options.inFlight);
    options.batch = o["batch"].toInt(options.batch);
    options.timeScale = o["timeScale"].toDouble(options.timeScale);
    options.guards.failuresInRow = o["failuresInRow"].toInt(options.guards.failuresInRow);
    options.guards.failureRatePercent = o["failureRatePercent"].toInt(options.guards.failureRatePercent);
    options.guards.failureRateOf = o["failureRateOf"].toInt(options.guards.failureRateOf);
    options.guards.allGoneAt = o["allGoneAt"].toInt(options.guards.allGoneAt);
    options.guards.canary = o["canary"].toInt(options.guards.canary);
    options.guards.maxRequests = o["maxRequests"].toInteger(options.guards.maxRequests);
    options.turn = std::max(0, o["turn"].toInt());
    for (const QJsonValue& id : o["protected"].toArray())
        options.protectedIds << id.toString();
    return options;
}

} // namespace engine
