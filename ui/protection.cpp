#include "ui/protection.h"

#include "engine/idrules.h"
#include "idlist/judge.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

namespace ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::Protection)
};

/// Tells of nearly every id, at the price of a few multiplications, that it is not among the wanted ones; a
/// list of a million is then gone through within a frame.
class Sieve {
public:
    Sieve() : m_bits(bits) {}
    void add(std::string_view id) { m_bits[place(id)] = true; }
    bool mayHold(std::string_view id) const { return m_bits[place(id)]; }

private:
    static constexpr std::size_t bits = 1U << 20U;
    static std::size_t place(std::string_view id)
    {
        std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a
        for (const char c : id)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
        return (hash ^ (hash >> 32U)) % bits;
    }
    std::vector<bool> m_bits;
};

} // namespace

bool Protection::holds(std::size_t item) const
{
    return std::binary_search(items.begin(), items.end(), item);
}

Protection protectionOf(const idlist::List& list, const vendors::Operation& operation, const QStringList& ids,
                        const std::optional<engine::SignInResult>& signedIn)
{
    Protection made;
    made.ids = ids;
    std::vector<std::string> wanted;
    for (const QString& id : ids)
        wanted.push_back(id.toStdString());
    std::string own;
    if (signedIn && !signedIn->who.isEmpty()) {
        own = engine::asListed(signedIn->who, operation).toStdString();
        wanted.push_back(own);
    }
    if (wanted.empty())
        return made;
    const std::unordered_set<std::string_view> never(wanted.begin(), wanted.end());
    Sieve sieve;
    for (const std::string& id : wanted)
        sieve.add(id);
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!sieve.mayHold(list.id(i)) || !never.contains(list.id(i)))
            continue;
        made.items.push_back(i);
        if (!own.empty() && list.id(i) == own)
            made.ownId = QString::fromStdString(own);
    }
    return made;
}

ProtectedIds readProtected(const QString& text, const idlist::Rules& rules)
{
    ProtectedIds read;
    auto judge = idlist::Judge::with(rules);
    if (!judge) {
        read.problems << QString::fromStdString(judge.error().message);
        return read;
    }
    QSet<QString> known;
    const auto take = [&](const QString& part) {
        const std::string cell = part.toStdString();
        const idlist::Judge::Verdict verdict = judge->judge({cell});
        if (!verdict.isGood())
            return false;
        const QString id = QString::fromUtf8(verdict.id.data(), qsizetype(verdict.id.size()));
        if (!known.contains(id))
            read.ids << id;
        known.insert(id);
        return true;
    };
    static const QRegularExpression between(QStringLiteral("[\\s,;]+"));
    const QStringList lines = text.split(QLatin1Char('\n'));
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].trimmed();
        if (line.isEmpty() || take(line))
            continue;
        // People also write several beside one another.
        for (const QString& part : line.split(between, Qt::SkipEmptyParts))
            if (!take(part))
                read.problems
                    << Words::tr("Line %1: “%2” is not an id of this operation.").arg(i + 1).arg(part);
    }
    return read;
}

} // namespace ui
