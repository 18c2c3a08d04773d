#include "idlist/survey.h"

#include "idlist/text.h"
#include "idlist/worded.h"

#include <algorithm>

namespace idlist {

namespace {

/// Columns named in a message; a list of ids has a handful.
constexpr std::size_t columnsNamedMax = 12;
constexpr std::size_t headingBytesMax = 60;

/// "accountId", "Account ID" and "account_id" are the words "account", "id".
QStringList wordsOf(const QString& heading)
{
    QStringList words;
    QString word;
    QChar before;
    for (const QChar c : heading) {
        if (!c.isLetterOrNumber() || (c.isUpper() && before.isLower())) {
            if (!word.isEmpty())
                words.append(word.toLower());
            word.clear();
        }
        if (c.isLetterOrNumber())
            word += c;
        before = c;
    }
    if (!word.isEmpty())
        words.append(word.toLower());
    return words;
}

bool meansId(const QString& word)
{
    static const QStringList idWords{QStringLiteral("id"),         QStringLiteral("ids"),
                                     QStringLiteral("uid"),        QStringLiteral("uuid"),
                                     QStringLiteral("identifier"), QStringLiteral("guid")};
    return idWords.contains(word);
}

/// 3: "id" itself; 2: "account id", "account_id", "accountId"; 0: no id.
int idLikeness(const QString& heading)
{
    const QStringList words = wordsOf(heading);
    if (std::ranges::none_of(words, meansId))
        return 0;
    return words.size() == 1 ? 3 : 2;
}

/// "id", "user_id": a heading even under a pattern so free that it would be an id as well.
bool isIdHeading(const QString& text)
{
    const QStringList words = wordsOf(text);
    return !words.isEmpty() && meansId(words.last())
           && std::ranges::none_of(text, [](QChar c) { return c.isDigit(); });
}

int labelLikeness(const QString& heading)
{
    const QString low = heading.toLower();
    static const QStringList words{QStringLiteral("label"), QStringLiteral("title"), QStringLiteral("name"),
                                   QStringLiteral("mail")};
    for (qsizetype i = words.size() - 1; i >= 0; --i) {
        if (low.contains(words[i]))
            return static_cast<int>(i) + 1;
    }
    return 0;
}

} // namespace

Survey::Survey(Judge judge) : m_judge(std::move(judge)) {}

void Survey::add(const Row& row)
{
    if (isBlank(row))
        return;
    ++m_rows;
    if (m_columns.size() < row.cells.size())
        m_columns.resize(row.cells.size());
    if (m_rows == 1)
        m_firstLine = row.line;
    else if (row.isHidden)
        m_hiddenLines.push_back(row.line);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const Cell& cell = row.cells[i];
        Column& column = m_columns[i];
        m_bytes += cell.text.size() + 1;
        if (m_rows == 1) {
            column.first = trimmed(cell.text);
            column.firstFlaw = cell.flaw;
            column.firstMatches = m_judge.judge(cell).isGood();
            continue;
        }
        column.formulas += cell.isFormula ? 1 : 0;
        const Judge::Verdict verdict = m_judge.judge(cell);
        column.filled += verdict.why == Why::empty ? 0 : 1;
        column.matching += verdict.isGood() ? 1 : 0;
    }
}

QString Survey::heading(int column) const
{
    return QString::fromStdString(
        printable(m_columns[static_cast<std::size_t>(column)].first, headingBytesMax));
}

QString Survey::columnList() const
{
    QStringList names;
    for (std::size_t i = 0; i < std::min(m_columns.size(), columnsNamedMax); ++i) {
        const int number = static_cast<int>(i) + 1;
        names.append(QStringLiteral("%1 (%2) “%3”")
                         .arg(number)
                         .arg(columnLetters(number), heading(static_cast<int>(i))));
    }
    if (m_columns.size() > columnsNamedMax)
        names.append(QStringLiteral("%1 more").arg(m_columns.size() - columnsNamedMax));
    return names.join(QStringLiteral(", "));
}

base::Result<int> Survey::find(const ColumnName& name, bool takesLetters) const
{
    const auto there = columnList().toStdString();
    if (const int* number = std::get_if<int>(&name)) {
        if (*number >= 1 && static_cast<std::size_t>(*number) <= m_columns.size())
            return *number - 1;
        return base::fail(worded(
            "There is no column {}. The columns are: {}. Name one of them with --column.", *number, there));
    }
    const QString wanted = std::get<QString>(name).trimmed();
    for (const Qt::CaseSensitivity sensitivity : {Qt::CaseSensitive, Qt::CaseInsensitive}) {
        std::vector<int> found;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (QString::fromStdString(m_columns[i].first).compare(wanted, sensitivity) == 0)
                found.push_back(static_cast<int>(i));
        }
        if (found.size() == 1)
            return found.front();
        if (found.size() > 1)
            return base::fail(worded("{} columns are called “{}”. Name the one you mean by its number: {}.",
                                     found.size(), wanted.toStdString(), there));
    }
    for (std::size_t i = 0; takesLetters && i < m_columns.size(); ++i) {
        if (columnLetters(static_cast<int>(i) + 1).compare(wanted, Qt::CaseInsensitive) == 0)
            return static_cast<int>(i);
    }
    return base::fail(worded("There is no column “{}”. The columns are: {}. Name one of them with --column.",
                             wanted.toStdString(), there));
}

base::Result<int> Survey::idColumn() const
{
    if (m_columns.size() == 1)
        return 0;
    // A column may hold the ids when at least half of its cells do; where there is nothing but the first row,
    // that one counts.
    std::vector<int> candidates;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const Column& column = m_columns[i];
        const bool fits = m_rows == 1 ? column.firstMatches
                                      : column.matching > 0 && column.matching * 2 >= column.filled
                                            && column.filled * 2 >= m_rows - 1;
        if (fits)
            candidates.push_back(static_cast<int>(i));
    }
    const bool anyFits = !candidates.empty();
    if (!anyFits) {
        for (std::size_t i = 0; i < m_columns.size(); ++i)
            candidates.push_back(static_cast<int>(i));
    } else if (candidates.size() == 1) {
        return candidates.front();
    }
    int best = 0;
    for (const int column : candidates)
        best = std::max(best, idLikeness(heading(column)));
    std::erase_if(candidates, [&](int column) { return best == 0 || idLikeness(heading(column)) != best; });
    if (candidates.size() == 1)
        return candidates.front();
    return base::fail(worded(
        "{} The columns are: {}. Name the right one with --column (its heading or its number).",
        anyFits ? "Several columns could hold the ids." : "No column holds ids that this operation takes.",
        columnList().toStdString()));
}

int Survey::labelColumn(int idColumn) const
{
    int best = 0;
    int found = -1;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const int likeness = labelLikeness(heading(static_cast<int>(i)));
        if (static_cast<int>(i) != idColumn && likeness > best) {
            best = likeness;
            found = static_cast<int>(i);
        }
    }
    return found;
}

bool Survey::hasHeader(int idColumn, Header wish)
{
    if (wish != Header::detect)
        return wish == Header::yes;
    if (isIdHeading(heading(idColumn)))
        return true;
    const Column& column = m_columns[static_cast<std::size_t>(idColumn)];
    return m_judge.couldBeHeading({column.first, column.firstFlaw});
}

} // namespace idlist
