#pragma once

#include "idlist/rules.h"
#include "vendors/profile.h"

/// What an operation asks of its ids, in the words of the lists.
namespace engine {

idlist::Rules idRulesOf(const vendors::Operation& operation);

/// The id as a list of this operation holds it: its own prefix taken off, in lower case where the vendor does
/// not tell the difference. What can be no id of it comes back as it is.
QString asListed(const QString& id, const vendors::Operation& operation);

} // namespace engine
