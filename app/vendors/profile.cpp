#include "vendors/profile.h"

#include <algorithm>

namespace vendors {

const Operation* Profile::operation(const QString& operationId) const
{
    const auto found = std::find_if(operations.begin(), operations.end(),
                                    [&](const Operation& each) { return each.id == operationId; });
    return found == operations.end() ? nullptr : &*found;
}

} // namespace vendors
