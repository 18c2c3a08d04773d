#include "ui/draft.h"

#include "idlist/choice.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>

#include <algorithm>
#include <tuple>

namespace ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::Gate)
};

QString utf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QString itemText(const idlist::List& list, std::size_t i)
{
    const QString label = list.hasLabels() ? utf8(list.label(i)) : QString();
    return label.isEmpty() ? utf8(list.id(i)) : utf8(list.id(i)) + QStringLiteral("   ") + label;
}

void addListFacts(QStringList& facts, const Draft& draft, const engine::Writing& writing)
{
    const idlist::List& list = *draft.setup.list;
    const idlist::Origin& origin = list.origin();
    QString from = draft.setup.listName;
    if (!origin.sheet.isEmpty())
        from += Words::tr(", sheet %1").arg(origin.sheet);
    const QString letters = idlist::columnLetters(origin.idColumn);
    from += origin.idHeading.isEmpty() ? Words::tr(", column %1").arg(letters)
                                       : Words::tr(", column %1 “%2”").arg(letters, origin.idHeading);
    if (origin.readsFormulas)
        from += Words::tr(", stored results of formulas");
    if (origin.filteredLeftOut > 0)
        from += origin.rows == 1
                    ? Words::tr(", 1 row shown by its filter")
                    : Words::tr(", %1 rows shown by its filter").arg(writing.number(qint64(origin.rows)));
    if (origin.hiddenLeftOut > 0)
        from +=
            origin.hiddenLeftOut == 1
                ? Words::tr(", 1 hidden row left out")
                : Words::tr(", %1 hidden rows left out").arg(writing.number(qint64(origin.hiddenLeftOut)));
    facts << Words::tr("List") << from;
    QStringList counts{
        Words::tr("%1 will be sent").arg(writing.number(draft.count())),
        list.duplicateCount() == 1
            ? Words::tr("1 duplicate merged")
            : Words::tr("%1 duplicates merged").arg(writing.number(qint64(list.duplicateCount()))),
        Words::tr("%1 rejected").arg(writing.number(qint64(list.rejectCount()))),
        Words::tr("%1 protected").arg(writing.number(draft.protectedCount))};
    if (draft.leftOut > 0)
        counts << Words::tr("%1 left out, sent before").arg(writing.number(draft.leftOut));
    counts << Words::tr("list fingerprint %1").arg(list.shortFingerprint());
    facts << QString() << counts.join(QStringLiteral(" · "));
    if (draft.count() > 0) {
        const auto isKept = [&](std::size_t i) { return draft.protection && draft.protection->holds(i); };
        std::size_t first = 0, last = list.size() - 1;
        while (first < last && isKept(first))
            ++first;
        while (last > first && isKept(last))
            --last;
        if (draft.sentItems)
            std::tie(first, last) = *draft.sentItems;
        facts << Words::tr("First") << itemText(list, first);
        facts << Words::tr("Last") << itemText(list, last);
    }
}

/// "1 is an administrator (5120)", or nothing.
QString administratorsText(const QStringList& ids, const engine::Writing& writing)
{
    if (ids.isEmpty())
        return {};
    const QString names = ids.join(QStringLiteral(", "));
    return ids.size() == 1 ? Words::tr("1 is an administrator (%1)").arg(names)
                           : Words::tr("%1 are administrators (%2)").arg(writing.number(ids.size()), names);
}

/// "1 belongs to somebody other than the list says (5133)", or nothing.
QString othersText(const QStringList& ids, const engine::Writing& writing)
{
    if (ids.isEmpty())
        return {};
    const QString names = ids.join(QStringLiteral(", "));
    return ids.size() == 1 ? Words::tr("1 belongs to somebody other than the list says (%1)").arg(names)
                           : Words::tr("%1 belong to somebody other than the list says (%2)")
                                 .arg(writing.number(ids.size()), names);
}

/// What a look at a few ids has shown, and which of the doubtful ones are protected by now.
void addLook(GateWords& words, const Draft& draft, const engine::Writing& writing)
{
    if (!draft.looked || draft.looked->looks.isEmpty())
        return;
    const engine::Sentence told = engine::sentence(*draft.looked, writing);
    QString text = told.first;
    if (!draft.looked->isWhole())
        text += QStringLiteral(" · ") + told.second;
    QStringList kept;
    for (const engine::Look& look : draft.looked->looks)
        if (draft.setup.options.protectedIds.contains(look.listed.id))
            kept << look.listed.id;
    if (!kept.isEmpty())
        text += QStringLiteral(" · ")
                + Words::tr("protected, so not sent: %1").arg(kept.join(QStringLiteral(", ")));
    words.facts << Words::tr("Looked up") << text;
}

QString brakesText(const jobs::GuardSettings& guards, const engine::Writing& writing)
{
    QStringList parts;
    if (guards.canary > 0)
        parts << (guards.canary == 1 ? Words::tr("stops after the first one so that you can look")
                                     : Words::tr("stops after the first %1 so that you can look")
                                           .arg(writing.number(guards.canary)));
    if (guards.failuresInRow > 0)
        parts << (guards.failuresInRow == 1
                      ? Words::tr("the first failure")
                      : Words::tr("%1 failures in a row").arg(writing.number(guards.failuresInRow)));
    if (guards.failureRatePercent > 0)
        parts << Words::tr("%1 % of the last %2 failed")
                     .arg(writing.number(guards.failureRatePercent), writing.number(guards.failureRateOf));
    if (guards.allGoneAt > 0)
        parts << (guards.allGoneAt == 1
                      ? Words::tr("the first already absent")
                      : Words::tr("first %1 all already absent").arg(writing.number(guards.allGoneAt)));
    if (guards.maxRequests > 0)
        parts << (guards.maxRequests == 1
                      ? Words::tr("at most 1 request")
                      : Words::tr("at most %1 requests").arg(writing.number(guards.maxRequests)));
    return parts.isEmpty() ? Words::tr("none") : parts.join(QStringLiteral(" · "));
}

/// What keeps a new job on the account of this one; nothing where `until` is empty.
AccountUse useOf(const engine::JobSnapshot& job, engine::WallTime now)
{
    AccountUse use{job.profileId, job.accountLabel, {}, {}};
    if (job.state == jobs::JobState::running && job.eta) {
        use.until = *job.eta;
        use.why = Words::tr("“%1” goes first").arg(job.name);
    } else if (job.state == jobs::JobState::running && job.wait.until) {
        use.until = *job.wait.until;
        use.why = Words::tr("The account is held");
    } else {
        for (const engine::RuleView& rule : job.rules)
            if (rule.nextSlot && rule.used >= rule.allowed && *rule.nextSlot > use.until) {
                use.until = *rule.nextSlot;
                use.why = Words::tr("The %1 is full").arg(rule.name);
            }
    }
    if (use.until <= now)
        use.until = {};
    return use;
}

/// How long it takes and when it ends, as of now.
void addEnd(QStringList& facts, const Draft& draft, const engine::Writing& writing)
{
    if (!draft.takes)
        return;
    using Wall = engine::WallTime::duration;
    const bool waits = draft.notBefore && *draft.notBefore > writing.now();
    const engine::WallTime begin = waits ? *draft.notBefore : writing.now();
    const engine::WallTime end = begin + std::chrono::duration_cast<Wall>(*draft.takes);
    const engine::Duration whole = end - writing.now();
    if (!waits && *draft.takes < std::chrono::seconds(2)) {
        facts << Words::tr("Takes") << Words::tr("a moment: no limit is reached");
        return;
    }
    const QString until = writing.time(end), lasts = writing.duration(whole);
    QStringList told;
    if (waits)
        told << Words::tr("Nothing can be sent before %1.").arg(writing.time(begin));
    if (*draft.takes > std::chrono::minutes(5))
        told << Words::tr("This computer must stay awake and on the network until then.");
    told << Words::tr("Pause at any moment: Ctrl+P.");
    facts << Words::tr("Ends")
          << Words::tr("at %1, in %2.").arg(until, lasts) + QLatin1Char(' ') + told.join(QLatin1Char(' '));
}

QString signInText(const Draft& draft, const engine::Writing& writing)
{
    QStringList parts;
    if (draft.signedIn && draft.signedIn->who.isEmpty())
        parts << Words::tr("checked %1").arg(writing.time(draft.signedIn->at));
    else if (draft.signedIn)
        parts << Words::tr("as %1, checked %2").arg(draft.signedIn->who, writing.time(draft.signedIn->at));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

bool Draft::isListStale() const
{
    if (listFile.isEmpty() || !listChangedAt.isValid())
        return false;
    return QFileInfo(listFile).lastModified() != listChangedAt;
}

Doubts doubtsOf(const Draft& draft, const engine::Writing& writing)
{
    Doubts doubts;
    QStringList sentences;
    if (draft.protection && !draft.protection->ownId.isEmpty())
        sentences << Words::tr("The account that signs in (%1) stands on this list: is it the right list? "
                               "That account is left out.")
                         .arg(draft.protection->ownId);
    if (draft.looked) {
        const QStringList& kept = draft.setup.options.protectedIds;
        const auto isKept = [&kept](const QString& id) { return kept.contains(id); };
        QStringList administrators = draft.looked->administrators(), others = draft.looked->others();
        administrators.removeIf(isKept);
        others.removeIf(isKept);
        doubts.ids = others + administrators;
        doubts.ids.removeDuplicates();
        QStringList found{administratorsText(administrators, writing), othersText(others, writing)};
        found.removeAll(QString());
        if (!found.isEmpty())
            sentences << (doubts.ids.size() == 1 ? Words::tr("Of %1 looked at, %2. It will be sent.")
                                                 : Words::tr("Of %1 looked at, %2. They will be sent."))
                             .arg(writing.number(draft.looked->looks.size()), found.join(Words::tr(" and ")));
    }
    doubts.words = sentences.join(QLatin1Char(' '));
    return doubts;
}

std::optional<qint64> typedNumber(const QString& text)
{
    QString digits;
    bool wasDigit = false;
    for (const QChar c : text) {
        if (c >= QLatin1Char('0') && c <= QLatin1Char('9')) {
            digits += c;
            wasDigit = true;
            continue;
        }
        // Spaces anywhere; other separators only between digits: "-5" and "." are no numbers.
        if (c.isSpace())
            continue;
        if (!wasDigit || !QStringLiteral(",.'’_").contains(c))
            return {};
        wasDigit = false;
    }
    // 18 digits always fit; more were never typed on purpose.
    if (digits.isEmpty() || digits.size() > 18 || !wasDigit)
        return {};
    return digits.toLongLong();
}

GateWords gateWords(const Draft& draft, const engine::Writing& writing)
{
    GateWords words;
    const vendors::Operation* operation = draft.operation();
    if (!operation || !draft.setup.list)
        return words;
    const qint64 n = draft.count();
    const QString number = writing.number(n);
    const QString things = n == 1 ? operation->noun : operation->nouns;
    words.title = Words::tr("Before anything is sent");
    words.what = QStringLiteral("%1 %2 %3").arg(operation->verb.toUpper(), number, things.toUpper());
    words.where =
        draft.isAccountNamed()
            ? Words::tr("at %1, account “%2”").arg(draft.setup.profile.vendor, draft.setup.accountLabel)
            : Words::tr("at %1, account not named").arg(draft.setup.profile.vendor);
    words.effect = draft.isPractice
                       ? Words::tr("In practice nothing is really %1.").arg(operation->participle)
                   : !operation->effect.isEmpty() ? operation->effect
                   : operation->isReversible      ? Words::tr("They can come back: see help.")
                                                  : Words::tr("This cannot be undone.");
    words.prompt = Words::tr("Type how many %1 will be %2:").arg(operation->nouns, operation->participle);
    words.button =
        draft.isPractice
            ? Words::tr("PRACTICE: &%1 %2 made-up %3").arg(operation->verb.toLower(), number, things)
            : Words::tr("&%1 %2 %3").arg(operation->verb, number, things);
    if (draft.isPractice) {
        words.title = Words::tr("PRACTICE: %1").arg(words.title);
        words.what = Words::tr("PRACTICE: %1").arg(words.what);
    }
    if (!operation->provenance.isVerified)
        words.warning =
            Words::tr("%1 does not document this address. We believe it is right but have not seen it "
                      "work. The first answer will be shown to you before the second request.")
                .arg(draft.setup.profile.vendor);
    using Kind = engine::SignInResult::Kind;
    if (draft.checked && (draft.checked->kind == Kind::refused || draft.checked->kind == Kind::forbidden))
        words.warning = (words.warning + QLatin1Char(' ')
                         + Words::tr("%1.").arg(engine::sentence(*draft.checked, writing).first))
                            .trimmed();
    const Doubts doubts = doubtsOf(draft, writing);
    words.warning = (words.warning + QLatin1Char(' ') + doubts.words).trimmed();
    words.doubtful = doubts.ids;
    addListFacts(words.facts, draft, writing);
    words.facts << Words::tr("Address")
                << (draft.isPractice ? Words::tr("%1, simulated on this computer").arg(draft.address)
                                     : draft.address);
    if (const QString signIn = signInText(draft, writing); !signIn.isEmpty())
        words.facts << Words::tr("Signed in") << signIn;
    addLook(words, draft, writing);
    words.facts << Words::tr("Brakes") << brakesText(draft.setup.options.guards, writing);
    addEnd(words.facts, draft, writing);
    if (!draft.startedBy.isEmpty())
        words.facts << Words::tr("Started by") << draft.startedBy;
    if (!draft.setup.note.isEmpty())
        words.facts << Words::tr("Note") << draft.setup.note;
    return words;
}

QList<AccountUse> usesOf(const engine::Snapshot& snapshot)
{
    QList<AccountUse> uses;
    for (const engine::JobSnapshot& job : snapshot.jobs) {
        const AccountUse use = useOf(job, snapshot.asOf);
        if (use.until == engine::WallTime{})
            continue;
        const auto known = std::ranges::find_if(uses, [&use](const AccountUse& other) {
            return other.profileId == use.profileId && other.accountLabel == use.accountLabel;
        });
        if (known == uses.end())
            uses << use;
        else if (use.until > known->until)
            *known = use;
    }
    return uses;
}

} // namespace ui
