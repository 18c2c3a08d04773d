#include "vendors/shapes.h"

#include <algorithm>
#include <initializer_list>

namespace vendors {

namespace {

/// `keys` separated by blanks; a required one ends in '!'.
Shape shapeOf(const char* name, const char* keys)
{
    Shape made{QString::fromLatin1(name), {}};
    for (const QString& word : QString::fromLatin1(keys).split(u' ', Qt::SkipEmptyParts)) {
        const bool isRequired = word.endsWith(u'!');
        made.keys.push_back({isRequired ? word.chopped(1) : word, isRequired});
    }
    return made;
}

std::vector<Shape> allShapes()
{
    return {
        shapeOf("profile",
                "$schema id! name! vendor baseUrl! signIn deadline linger inFlight backoff limits! presets "
                "parameters error answers signals check probe operations!"),
        shapeOf("signIn", "kind! name tokenPath tokenLife source checked verified"),
        shapeOf("backoff", "first most"),
        shapeOf("limit", "name kind! max per burst every scope granularity patience reserve ceiling source "
                         "checked verified"),
        shapeOf("preset", "id! name limits! source checked verified"),
        shapeOf("parameter", "name! label help required min max value"),
        shapeOf("place", "header json xml"),
        shapeOf("error", "code message"),
        shapeOf("answer", "status code has outcome! source checked verified"),
        shapeOf(
            "signal",
            "status code has kind! cause wait waitDefault waitCap teaches max limit remaining reset atLeast "
            "source checked verified"),
        shapeOf("check", "method path! fromOrigin who source checked verified"),
        shapeOf("probe", "method path! every open! openValue! wait source checked verified"),
        shapeOf("operation",
                "id! name verb participle noun nouns effect reversible privacyRequest method! path! "
                "idPattern! ownPrefixes foreignPrefixes caseFolded contentType askAgain firstAbsent "
                "absentAfterUnknown answersHtml answers receipt lookup batch idempotency source checked "
                "verified"),
        shapeOf("lookup", "path! labels roles administrator source checked verified"),
        shapeOf("batch", "path! max responses itemDone itemStatus source checked verified"),
        shapeOf("idempotency", "header! lengthMax spentBy source checked verified"),
    };
}

} // namespace

/// Levenshtein's.
qsizetype editDistance(const QString& left, const QString& right)
{
    std::vector<qsizetype> row(static_cast<std::size_t>(right.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = static_cast<qsizetype>(j);
    for (qsizetype i = 1; i <= left.size(); ++i) {
        qsizetype diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const qsizetype above = row[j];
            const bool isSame = left[i - 1].toLower() == right[static_cast<qsizetype>(j) - 1].toLower();
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (isSame ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

bool Shape::hasKey(const QString& key) const
{
    return std::any_of(keys.begin(), keys.end(), [&](const Key& each) { return each.name == key; });
}

QString Shape::closestTo(const QString& wrong) const
{
    if (wrong.size() > 64) // longer than any key: do not even measure it
        return {};
    QString closest;
    // Further away than half of its letters is another word, not a slip.
    qsizetype best = std::max<qsizetype>(2, wrong.size() / 2) + 1;
    for (const Key& key : keys) {
        if (const qsizetype d = editDistance(wrong, key.name); d < best) {
            best = d;
            closest = key.name;
        }
    }
    return closest;
}

QStringList Shape::names() const
{
    QStringList all;
    for (const Key& key : keys)
        all += key.name;
    return all;
}

const std::vector<Shape>& shapes()
{
    static const std::vector<Shape> all = allShapes();
    return all;
}

const Shape& shape(const QString& name)
{
    const auto found =
        std::find_if(shapes().begin(), shapes().end(), [&](const Shape& s) { return s.name == name; });
    Q_ASSERT(found != shapes().end());
    return *found;
}

} // namespace vendors
