#include "ui/widgets/lookwords.h"

#include <QCoreApplication>
#include <QStringList>

namespace ui::widgets {

using engine::Look;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::Look)
};

/// Each thing that can be found has a sign of its own.
void mark(LookWords& words, const Look& look, bool isProtected)
{
    const auto set = [&words](Tone tone, const QString& sign, int weight) {
        words.tone = tone;
        words.mark = sign;
        words.weight = weight;
    };
    if (isProtected)
        set(Tone::paused, glyph(Tone::paused), 0);
    else if (look.isAdministrator)
        set(Tone::held, QStringLiteral("!"), 4);
    else if (look.agreement() == Look::Agreement::differs)
        set(Tone::held, QStringLiteral("≠"), 3);
    else if (look.kind == Look::Kind::unclear)
        set(Tone::held, QStringLiteral("?"), 2);
    else if (look.kind == Look::Kind::absent)
        set(Tone::gone, glyph(Tone::gone), 1);
    else
        set(Tone::done, glyph(Tone::done), 0);
}

} // namespace

LookWords lookWords(const Look& look, bool isProtected)
{
    LookWords words;
    switch (look.kind) {
    case Look::Kind::there:
        words.vendor = look.label.isEmpty() ? Words::tr("exists") : look.label;
        break;
    case Look::Kind::absent:
        words.vendor = Words::tr("not found (%1)").arg(look.httpStatus);
        break;
    case Look::Kind::unclear:
        words.vendor = look.words.isEmpty()
                           ? Words::tr("answered %1").arg(look.httpStatus)
                           : Words::tr("answered %1 “%2”").arg(QString::number(look.httpStatus), look.words);
        break;
    }
    QStringList remarks;
    if (look.isAdministrator)
        remarks << Words::tr("ADMINISTRATOR (%1)").arg(look.roles);
    if (look.agreement() == Look::Agreement::differs)
        remarks << Words::tr("not what the list says");
    if (look.kind == Look::Kind::absent)
        remarks << Words::tr("absent already");
    if (isProtected)
        remarks << Words::tr("protected, never sent");
    words.isAlarming = !isProtected && !remarks.isEmpty() && look.kind != Look::Kind::absent;
    mark(words, look, isProtected);
    if (remarks.isEmpty() && look.agreement() == Look::Agreement::matches)
        remarks << Words::tr("as on the list");
    words.remark = remarks.join(QStringLiteral(" · "));
    return words;
}

QString protectText(const QStringList& ids)
{
    return ids.size() == 1 ? Words::tr("&Protect %1").arg(ids.front())
                           : Words::tr("&Protect these %1").arg(ids.size());
}

} // namespace ui::widgets
