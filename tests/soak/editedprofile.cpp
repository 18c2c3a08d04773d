#include "soak/editedprofile.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace soak {

QString editedKameleoon(support::CommandLine& user, const QJsonObject& members,
                        const QJsonObject& ofOperation)
{
    QJsonObject profile = QJsonDocument::fromJson(user.run({"profiles", "show", "kameleoon"}).out).object();
    profile["id"] = "edited";
    for (auto it = members.begin(); it != members.end(); ++it)
        profile[it.key()] = it.value();
    QJsonArray operations = profile["operations"].toArray();
    QJsonObject operation = operations.first().toObject();
    for (auto it = ofOperation.begin(); it != ofOperation.end(); ++it)
        operation[it.key()] = it.value();
    operations[0] = operation;
    profile["operations"] = operations;
    return user.file("edited.json", QJsonDocument(profile).toJson());
}

} // namespace soak
