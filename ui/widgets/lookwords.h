#pragma once

#include "engine/look.h"
#include "ui/theme.h"

#include <QStringList>

namespace ui::widgets {

/// What a row says of one id, and how it is marked. Pure.
struct LookWords {
    QString vendor; ///< what the vendor holds, or what it answered
    QString remark; ///< "ADMIN: administrator", "not what the list says"
    QString mark;   ///< its sign: an administrator, somebody else, absent and unclear look apart
    Tone tone = Tone::done;
    int weight = 0; ///< the heavier the worse; 0: as it should be
    bool isAlarming = false;
};
LookWords lookWords(const engine::Look& look, bool isProtected);

/// What the button to protect these says: whom, where it is one.
QString protectText(const QStringList& ids);

} // namespace ui::widgets
