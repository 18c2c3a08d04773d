#include "base/machine.h"
#include "cli/command.h"
#include "cli/jobinput.h"
#include "cli/progress.h"
#include "cli/storedjobs.h"
#include "engine/sentences.h"
#include "vendors/profilereader.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace cli {

namespace {

const Option options[] = {storeOption, practiceOption, jsonOption};

QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

QJsonObject object(const journal::Found& found)
{
    const journal::ItemRow& item = found.item;
    QJsonObject line{{"job", static_cast<qint64>(found.job.id)},
                     {"name", found.job.name},
                     {"operation", found.job.operationId},
                     {"account", found.job.accountLabel},
                     {"startedBy", found.job.startedBy},
                     {"id", QString::fromStdString(item.id)},
                     {"line", static_cast<qint64>(item.line)},
                     {"state", text(jobs::name(item.state))},
                     {"detail", QString::fromStdString(item.detail)},
                     {"attempts", static_cast<qint64>(item.attempts)},
                     {"http_status", item.httpStatus},
                     {"receipt", QString::fromStdString(item.receipt)}};
    line["first_sent"] = item.firstSent ? QJsonValue(isoTime(*item.firstSent)) : QJsonValue(QJsonValue::Null);
    line["answered"] = item.answered ? QJsonValue(isoTime(*item.answered)) : QJsonValue(QJsonValue::Null);
    return line;
}

/// "deleted by us", "already absent when first asked", "not sent": what became of it, in words.
QString fate(const journal::Found& found)
{
    const journal::ItemRow& item = found.item;
    if (item.state == jobs::ItemState::done && item.httpStatus != 0) {
        const auto profile = vendors::readProfile(found.job.profileJson, found.job.profileId);
        const vendors::Operation* operation = profile ? profile->operation(found.job.operationId) : nullptr;
        return QStringLiteral("%1 by us")
            .arg(operation != nullptr ? operation->participle : QStringLiteral("done"));
    }
    if (item.state == jobs::ItemState::queued && item.attempts == 0)
        return QStringLiteral("not sent");
    const QString state = text(jobs::name(item.state));
    return item.detail.empty() ? state
                               : QStringLiteral("%1 (%2)").arg(state, QString::fromStdString(item.detail));
}

void print(const journal::Found& found, Console& console)
{
    const engine::Writing writing(base::MachineClock().wallNow());
    const journal::ItemRow& item = found.item;
    QString line = fate(found);
    if (item.answered)
        line += QStringLiteral(", %1, answer %2").arg(writing.time(*item.answered)).arg(item.httpStatus);
    if (!item.receipt.empty())
        line += QStringLiteral(", receipt %1").arg(QString::fromStdString(item.receipt));
    line += QStringLiteral(" · %1, account “%2” · job %3 “%4”, line %5 · started by %6")
                .arg(found.job.vendor, found.job.accountLabel)
                .arg(found.job.id)
                .arg(found.job.name)
                .arg(item.line)
                .arg(found.job.startedBy);
    if (!found.job.note.isEmpty())
        line += QStringLiteral(", note ") + found.job.note;
    console.print(line);
}

Exit run(const Arguments& arguments, Console& console)
{
    if (arguments.rest().isEmpty()) {
        console.say(QStringLiteral("sluice-cli find: name the id"));
        return Exit::usage;
    }
    auto stored = StoredJobs::open(placeOf(arguments));
    if (!stored)
        return tell(stored.error(), console);
    const auto found = stored->holding(arguments.rest().first());
    if (!found)
        return tell(found.error(), console);
    if (arguments.has("--json")) {
        QJsonArray all;
        for (const journal::Found& each : *found)
            all << object(each);
        console.printRaw(QJsonDocument(QJsonObject{{"found", all}}).toJson(QJsonDocument::Compact) + '\n');
        return Exit::done;
    }
    for (const journal::Found& each : *found)
        print(each, console);
    if (found->isEmpty())
        console.print(QStringLiteral("No job held “%1”.").arg(arguments.rest().first()));
    return Exit::done;
}

} // namespace

const Command& findCommand()
{
    static const Command command{
        "find", "ID [--store FILE] [--json]", "Every job that held an id, and what became of it.", options, 1,
        run};
    return command;
}

} // namespace cli
