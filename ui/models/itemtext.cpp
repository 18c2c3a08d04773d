#include "ui/models/itemtext.h"

#include "ui/jobtone.h"
#include "ui/models/sorting.h"
#include "vendors/profilereader.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>
#include <QUrl>

namespace ui::models {

using base::OutcomeKind;
using jobs::ItemState;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::ItemText)
};

QString text(const std::string& bytes)
{
    return QString::fromStdString(bytes);
}

std::optional<vendors::Profile> profileOf(const journal::JobRecord& job)
{
    auto profile = vendors::readProfile(job.profileJson, job.profileId);
    return profile ? std::optional(std::move(*profile)) : std::nullopt;
}

QString outcomeWords(const journal::AttemptRow& attempt)
{
    if (!attempt.outcome)
        return Words::tr("no answer stored");
    switch (*attempt.outcome) {
    case OutcomeKind::done:
        return Words::tr("done");
    case OutcomeKind::absent:
        return Words::tr("absent");
    case OutcomeKind::failed:
        return Words::tr("refused");
    case OutcomeKind::throttled:
        return Words::tr("not done: a limit");
    case OutcomeKind::outage:
        return Words::tr("vendor out of order");
    case OutcomeKind::unauthorized:
        return Words::tr("sign-in not accepted");
    case OutcomeKind::forbidden:
        return Words::tr("not permitted");
    case OutcomeKind::redirected:
        return Words::tr("sent to another address; not followed");
    case OutcomeKind::stop:
        return Words::tr("the request itself is wrong");
    case OutcomeKind::notSent:
        return Words::tr("did not leave this computer");
    case OutcomeKind::lost:
        return Words::tr("left, and no answer of the vendor came");
    }
    return {};
}

QString seconds(std::int64_t milliseconds)
{
    return Words::tr("%1 s").arg(QLocale().toString(double(milliseconds) / 1000, 'f', 2));
}

QString attemptLine(const journal::AttemptRow& attempt, bool isUtc)
{
    QStringList parts{Words::tr("#%1").arg(attempt.attempt), wholeTime(attempt.sent, isUtc)};
    if (attempt.httpStatus > 0)
        parts << QString::number(attempt.httpStatus);
    parts << outcomeWords(attempt);
    if (attempt.ended)
        parts << Words::tr("after %1").arg(seconds((*attempt.ended - attempt.sent).count()));
    if (!attempt.idempotencyKey.empty())
        parts << Words::tr("idempotency key %1").arg(text(attempt.idempotencyKey));
    return QStringLiteral("  ") + parts.join(QStringLiteral("   "));
}

QString placeOf(const journal::JobRecord& job, const journal::ItemRow& row)
{
    QStringList place{job.listName};
    if (!job.listSheet.isEmpty())
        place << Words::tr("sheet %1").arg(job.listSheet);
    if (row.line > 0)
        place << Words::tr("line %1").arg(row.line);
    place.removeAll(QString());
    return place.join(QStringLiteral(", "));
}

QString startedBy(const journal::JobRecord& job)
{
    QString words = job.startedBy.isEmpty() ? QString() : Words::tr("started by %1").arg(job.startedBy);
    if (!job.note.isEmpty())
        words += (words.isEmpty() ? QString() : QStringLiteral(", ")) + Words::tr("note %1").arg(job.note);
    return words;
}

} // namespace

QString wholeTime(base::WallTime at, bool isUtc)
{
    const auto when = QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC);
    const QString day = QStringLiteral("ddd d MMM yyyy HH:mm:ss");
    const QLocale locale;
    if (isUtc || when.toLocalTime().offsetFromUtc() == 0)
        return Words::tr("%1 UTC").arg(locale.toString(when, day));
    return Words::tr("%1 (%2 UTC)")
        .arg(locale.toString(when.toLocalTime(), day), when.toString(QStringLiteral("HH:mm:ss")));
}

QString requestLine(const ItemRecord& record)
{
    const auto profile = profileOf(record.job);
    const vendors::Operation* operation = profile ? profile->operation(record.job.operationId) : nullptr;
    if (!operation)
        return Words::tr("%1 at %2").arg(record.job.operationId, record.job.origin);
    QString path = operation->path;
    path.replace(QStringLiteral("{id}"), QString::fromLatin1(QUrl::toPercentEncoding(text(record.row.id))));
    return Words::tr("%1 %2%3").arg(operation->method, record.job.origin,
                                    QUrl(profile->baseUrl).path() + path);
}

QString fateOf(const journal::JobRecord& job, const journal::ItemRow& row)
{
    const auto profile = profileOf(job);
    const vendors::Operation* operation = profile ? profile->operation(job.operationId) : nullptr;
    const QString participle = operation ? operation->participle : Words::tr("done");
    switch (row.state) {
    case ItemState::done:
        return Words::tr("%1 by us").arg(participle.toUpper());
    case ItemState::gone:
        return row.wasUnknown
                   ? Words::tr("PROBABLY %1 by us: our first request got no clear answer, a later one "
                               "says “absent”")
                         .arg(participle.toUpper())
                   : Words::tr("ALREADY ABSENT: it did not exist when we first asked");
    case ItemState::failed:
        return Words::tr("FAILED: refused");
    case ItemState::unknown:
        return Words::tr("UNKNOWN: sent, but the answer never came. It may or may not have been %1.")
            .arg(participle);
    case ItemState::sent:
        return Words::tr("in flight");
    case ItemState::waiting:
        return Words::tr("not done yet: it is asked again");
    case ItemState::skipped:
        return Words::tr("not sent: left out");
    case ItemState::queued:
        return row.line > 0 ? Words::tr("not sent: still queued, line %1").arg(row.line)
                            : Words::tr("not sent: still queued");
    }
    return {};
}

QString itemText(const ItemRecord& record, bool isUtc)
{
    const journal::ItemRow& row = record.row;
    QStringList lines;
    lines << (row.label.empty() ? text(row.id) : text(row.id) + QStringLiteral("   ") + text(row.label));
    const QString sign = glyph(row.state);
    lines << (sign.isEmpty() ? QString() : sign + QLatin1Char(' ')) + fateOf(record.job, row);
    if (!row.detail.empty())
        lines << text(row.detail);
    lines << QString() << Words::tr("REQUEST");
    lines << QStringLiteral("  ") + requestLine(record);
    lines << Words::tr("  The sign-in is never stored, and so not shown.");
    lines << QString() << Words::tr("ANSWER");
    if (row.httpStatus == 0 && row.message.empty() && row.vendorCode.empty()) {
        lines << Words::tr("  none");
    } else {
        if (row.httpStatus > 0)
            lines << Words::tr("  status %1").arg(row.httpStatus);
        if (!row.vendorCode.empty())
            lines << Words::tr("  the vendor’s code %1").arg(text(row.vendorCode));
        if (!row.message.empty())
            lines << QStringLiteral("  ") + text(row.message);
    }
    if (!row.receipt.empty())
        lines << Words::tr("  receipt %1").arg(text(row.receipt));
    if (row.tookMilliseconds >= 0)
        lines << Words::tr("  took %1").arg(seconds(row.tookMilliseconds));
    lines << QString() << Words::tr("REQUESTS THAT LEFT: %1").arg(record.attempts.size());
    for (const journal::AttemptRow& attempt : record.attempts)
        lines << attemptLine(attempt, isUtc);
    lines << QString() << Words::tr("WHERE IT COMES FROM");
    lines << Words::tr("  job “%1”, %2, account %3")
                 .arg(record.job.name, record.job.vendor, record.job.accountLabel);
    lines << QStringLiteral("  ") + placeOf(record.job, row);
    if (const QString by = startedBy(record.job); !by.isEmpty())
        lines << QStringLiteral("  ") + by;
    return lines.join(QLatin1Char('\n'));
}

QString foundText(const journal::Found& found, bool isUtc)
{
    const journal::ItemRow& row = found.item;
    QStringList lines;
    QString first = text(row.id);
    if (!row.label.empty())
        first += QStringLiteral("   ") + text(row.label);
    const QString sign = glyph(row.state);
    first += QStringLiteral("   ") + (sign.isEmpty() ? QString() : sign + QLatin1Char(' '))
             + fateOf(found.job, row);
    if (const auto at = row.answered ? row.answered : row.firstSent)
        first += QStringLiteral("   ") + wholeTime(*at, isUtc);
    if (const QString answer = answerOf(row); !answer.isEmpty())
        first += QStringLiteral("   ") + Words::tr("answer %1").arg(answer);
    if (!row.receipt.empty())
        first += QStringLiteral("   ") + Words::tr("receipt %1").arg(text(row.receipt));
    lines << first;
    lines << Words::tr("%1, account %2 · job “%3” · %4")
                 .arg(found.job.vendor, found.job.accountLabel, found.job.name, placeOf(found.job, row));
    if (const QString by = startedBy(found.job); !by.isEmpty())
        lines << by;
    return lines.join(QLatin1Char('\n'));
}

} // namespace ui::models
