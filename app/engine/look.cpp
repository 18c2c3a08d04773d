#include "engine/look.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace engine {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(engine::Look)
};

constexpr std::size_t namedMost = 2; ///< ids that a sentence names; the rows beside it show all

bool isAddress(const QString& label)
{
    return label.contains(QLatin1Char('@'));
}

/// "5120 mia.roth@example.com, 5133 and 2 more"
QString named(const std::vector<const Look*>& looks, const Writing& writing)
{
    QStringList names;
    for (std::size_t i = 0; i < std::min(looks.size(), namedMost); ++i) {
        const Look& look = *looks[i];
        const QString& label = look.label.isEmpty() ? look.listed.label : look.label;
        names << (label.isEmpty() ? look.listed.id : look.listed.id + QLatin1Char(' ') + label);
    }
    const QString text = names.join(QStringLiteral(", "));
    const qint64 more = std::ssize(looks) - names.size();
    return more > 0 ? Words::tr("%1 and %2 more").arg(text, writing.number(more)) : text;
}

std::vector<const Look*> those(const QList<Look>& looks, bool (*wanted)(const Look&))
{
    std::vector<const Look*> found;
    for (const Look& look : looks)
        if (wanted(look))
            found.push_back(&look);
    return found;
}

QStringList idsOf(const QList<Look>& looks, bool (*wanted)(const Look&))
{
    QStringList ids;
    for (const Look* look : those(looks, wanted))
        ids << look->listed.id;
    return ids;
}

/// ", labels match the list", or which ones do not.
QString agreementOf(const QList<Look>& looks, const Writing& writing)
{
    using Agreement = Look::Agreement;
    const auto differ = those(looks, [](const Look& l) { return l.agreement() == Agreement::differs; });
    if (differ.size() == 1)
        return Words::tr(", 1 does not match the list (%1)").arg(named(differ, writing));
    if (!differ.empty())
        return Words::tr(", %1 do not match the list (%2)")
            .arg(writing.number(std::ssize(differ)), named(differ, writing));
    const bool isCompared = std::any_of(
        looks.begin(), looks.end(), [](const Look& look) { return look.agreement() == Agreement::matches; });
    return isCompared ? Words::tr(", names match the list") : QString();
}

QString administratorsOf(const QList<Look>& looks, const Writing& writing)
{
    const auto found = those(looks, [](const Look& look) { return look.isAdministrator; });
    if (found.empty())
        return {};
    return found.size() == 1 ? Words::tr("; 1 is an administrator (%1)").arg(named(found, writing))
                             : Words::tr("; %1 are administrators (%2)")
                                   .arg(writing.number(std::ssize(found)), named(found, writing));
}

} // namespace

Look::Agreement Look::agreement() const
{
    const QString ours = listed.label.trimmed(), theirs = label.trimmed();
    if (kind != Kind::there || ours.isEmpty() || theirs.isEmpty() || isAddress(ours) != isAddress(theirs))
        return Agreement::unknown;
    return ours.compare(theirs, Qt::CaseInsensitive) == 0 ? Agreement::matches : Agreement::differs;
}

QStringList LookResult::administrators() const
{
    return idsOf(looks, [](const Look& look) { return look.isAdministrator; });
}

QStringList LookResult::others() const
{
    return idsOf(looks, [](const Look& look) { return look.agreement() == Look::Agreement::differs; });
}

std::vector<std::size_t> spreadOver(std::size_t size, std::size_t count)
{
    std::vector<std::size_t> places;
    const std::size_t n = std::min(size, count);
    for (std::size_t i = 0; i < n; ++i)
        places.push_back(n == 1 ? 0 : i * (size - 1) / (n - 1));
    return places;
}

Sentence sentence(const LookResult& result, const Writing& writing)
{
    const auto there = those(result.looks, [](const Look& look) { return look.kind == Look::Kind::there; });
    Sentence told;
    if (!result.looks.isEmpty())
        told.first = Words::tr("%1 of %2 exist")
                         .arg(writing.number(std::ssize(there)), writing.number(result.looks.size()))
                     + agreementOf(result.looks, writing) + administratorsOf(result.looks, writing);
    if (result.isWhole()) {
        told.second = Words::tr("Looked up %1. Nothing of it is stored; the calls count against the limits.")
                          .arg(writing.time(result.at));
        return told;
    }
    const Sentence why = sentence(result.end, writing);
    if (told.first.isEmpty())
        return why;
    told.second = Words::tr("Only %1 of %2 looked up. %3")
                      .arg(writing.number(result.looks.size()), writing.number(result.asked), why.first);
    return told;
}

} // namespace engine
