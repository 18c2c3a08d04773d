#include "engine/idrules.h"

#include "idlist/judge.h"

namespace engine {

idlist::Rules idRulesOf(const vendors::Operation& operation)
{
    return {operation.idPattern, operation.ownPrefixes, operation.foreignPrefixes, operation.isCaseFolded};
}

QString asListed(const QString& id, const vendors::Operation& operation)
{
    auto judge = idlist::Judge::with(idRulesOf(operation));
    if (!judge)
        return id;
    const std::string text = id.toStdString();
    const idlist::Judge::Verdict verdict = judge->judge({text});
    return verdict.isGood() ? QString::fromStdString(std::string(verdict.id)) : id;
}

} // namespace engine
