#pragma once

#include "engine/look.h"

#include <QStringList>

namespace ui::widgets {

/// What a row says of one id, and how it is marked. Pure.
struct LookWords {
    QString vendor; ///< what the vendor holds, or what it answered
    QString remark; ///< "ADMIN: administrator", "not what the list says"
    bool isAlarming = false;
};
LookWords lookWords(const engine::Look& look, bool isProtected);

/// What the button to protect these says: whom, where it is one.
QString protectText(const QStringList& ids);

} // namespace ui::widgets
