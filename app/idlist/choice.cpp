#include "idlist/choice.h"

#include <algorithm>

namespace idlist {

ColumnName columnNamed(const QString& typed)
{
    const QString word = typed.trimmed();
    const bool isNumber =
        !word.isEmpty() && std::ranges::all_of(word, [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool fits = false;
    const int number = isNumber ? word.toInt(&fits) : 0;
    if (fits && number >= 1)
        return number;
    return word;
}

QString columnLetters(int number)
{
    QString letters;
    for (int rest = number; rest > 0; rest = (rest - 1) / 26)
        letters.prepend(QChar(u'A' + (rest - 1) % 26));
    return letters;
}

} // namespace idlist
