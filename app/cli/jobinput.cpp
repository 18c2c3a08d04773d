#include "cli/jobinput.h"

#include "engine/idrules.h"
#include "idlist/reader.h"
#include "journal/folders.h"
#include "transport/address.h"
#include "vendors/catalog.h"
#include "vendors/resolve.h"

#include <QFile>
#include <QSet>
#include <QUrl>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace cli {

namespace {

/// So many bad lines are named one by one; more would scroll the first ones away.
constexpr qsizetype badLinesNamed = 50;
/// Beyond this many at once no vendor's answer times make sense, and file descriptors run out.
constexpr int inFlightMost = 256;
/// A rehearsal faster than this measures the machine, not the limits.
constexpr double timeScaleMost = 10'000;

constexpr const char* credentialsVariable = "SLUICE_CREDENTIALS";

/// The bytes behind `--ids -`.
base::Result<QByteArray> standardInput()
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return base::fail("the standard input cannot be read");
    QByteArray bytes = idlist::bytesOf(input);
    if (bytes.size() > idlist::fileBytesMax)
        return base::fail("the standard input holds more than a list can; cut it into several");
    return bytes;
}

QString names(const vendors::Profile& profile)
{
    QStringList lines;
    for (const vendors::Operation& operation : profile.operations)
        lines << QStringLiteral("%1 (%2)").arg(operation.id, operation.name);
    return listed(lines);
}

} // namespace

constexpr Option profileOption{"--profile", "NAME|FILE",
                               "vendor profile: a built-in name, or a file (with / or .json)"};
constexpr Option operationOption{"--operation", "ID", "what to do, where the profile has several"};
constexpr Option parameterOption{"--param", "NAME=VALUE", "what a profile asks for", Option::Times::many};
constexpr Option presetOption{"--preset", "NAME", "limits of the profile to keep as well"};
constexpr Option pacingOption{"--pacing", "burst|even", "as fast as allowed (default), or spread evenly"};
constexpr Option shareOption{"--share", "PERCENT", "use only this much of every limit"};
constexpr Option inFlightOption{"--in-flight", "N", "at most so many requests at the same time"};
constexpr Option batchOption{"--batch", "N", "so many ids in one request, where the vendor can"};
constexpr Option storeOption{"--store", "FILE", "the job store, instead of the usual one"};
constexpr Option jsonOption{"--json", nullptr, "for programs"};
constexpr Option credentialsOption{"--credentials", "FILE",
                                   "JSON with the secrets (or the variable SLUICE_CREDENTIALS)"};
constexpr Option reportOption{"--report", "DIR", "write the reports there at the end"};
constexpr Option progressOption{"--progress", "auto|bar|lines|json|none", "how to show what happens"};
constexpr Option practiceOption{"--practice", nullptr, "against a simulated vendor on this machine"};
constexpr Option confirmOption{"--confirm", "N", "how many ids you mean"};
constexpr Option operatorOption{"--by", "NAME", "your name for the audit trail, beside the login"};
constexpr Option othersOption{
    "--others-used", "N", "calls that others made on this account today: they count against its daily limit"};
constexpr Option quotaOption{
    "--quota-is-free", nullptr,
    "where the memory of earlier calls is damaged: you know that the limits are free"};
constexpr Option timeScaleOption{"--time-scale", "S", "divide the limits' times by S (this machine only)"};

std::optional<vendors::Profile> readProfile(const Arguments& arguments, Problems& problems, Parameters needed)
{
    const std::optional<QString> name = arguments.value("--profile");
    const vendors::Catalog catalog(journal::Folders::fromEnvironment().profiles());
    if (!name) {
        problems.add(QStringLiteral("--profile is missing; known are %1, or give a file")
                         .arg(listed(catalog.names())));
        return std::nullopt;
    }
    base::Result<vendors::Profile> profile = catalog.find(*name);
    if (!profile) {
        problems.add(profile.error());
        return std::nullopt;
    }
    QMap<QString, QString> parameters;
    for (const QString& given : arguments.values("--param")) {
        const auto equals = given.indexOf(QLatin1Char('='));
        const QString key = given.left(equals);
        if (equals < 1 || parameters.contains(key)) {
            problems.add(equals < 1 ? QStringLiteral("--param %1: write NAME=VALUE").arg(given)
                                    : QStringLiteral("--param %1 is given twice; leave one out").arg(key));
            return std::nullopt;
        }
        parameters.insert(key, given.mid(equals + 1));
    }
    if (needed == Parameters::optional && parameters.isEmpty() && !arguments.has("--preset"))
        return *profile;
    profile =
        vendors::resolve(std::move(*profile), parameters, arguments.value("--preset").value_or(QString()));
    if (!profile) {
        problems.add(profile.error());
        return std::nullopt;
    }
    return *profile;
}

const vendors::Operation* readOperation(const Arguments& arguments, const vendors::Profile& profile,
                                        bool isNeeded, Problems& problems)
{
    if (const std::optional<QString> id = arguments.value("--operation")) {
        const vendors::Operation* operation = profile.operation(*id);
        if (operation == nullptr)
            problems.add(QStringLiteral("--operation %1: %2 has no such operation; it has %3")
                             .arg(*id, profile.name, names(profile)));
        return operation;
    }
    if (profile.operations.size() > 1 && isNeeded) {
        problems.add(QStringLiteral("--operation is missing; %1 has %2").arg(profile.name, names(profile)));
        return nullptr;
    }
    return &profile.operations.front();
}

engine::Options readOptions(const Arguments& arguments, const vendors::Profile* profile,
                            const vendors::Operation* operation, Problems& problems)
{
    engine::Options options;
    if (arguments.word("--pacing", {"burst", "even"}, problems) == QLatin1String("even"))
        options.pacing = engine::Options::Pacing::even;
    const auto number = [&](const char* name, std::int64_t min, std::int64_t max, std::int64_t otherwise) {
        return static_cast<int>(arguments.number(name, min, max, problems).value_or(otherwise));
    };
    constexpr int most = 1'000'000'000; // more ids than any list holds
    options.sharePercent = number("--share", 1, 100, options.sharePercent);
    options.inFlight =
        number("--in-flight", 1, inFlightMost, profile != nullptr ? profile->inFlightDefault : 0);
    options.batch = number("--batch", 1, most, options.batch);
    options.guards.canary = number("--canary", 0, most, options.guards.canary);
    options.guards.failuresInRow = number("--stop-after-failures", 0, most, options.guards.failuresInRow);
    options.guards.failureRatePercent =
        number("--stop-failure-rate", 0, 100, options.guards.failureRatePercent);
    options.guards.maxRequests = number("--max-requests", 1, most, options.guards.maxRequests);
    options.timeScale =
        arguments.fraction("--time-scale", timeScaleMost, problems).value_or(options.timeScale);
    if (operation != nullptr && options.batch > 1) {
        const int batchMost = operation->batch ? operation->batch->max : 1;
        if (options.batch > batchMost)
            problems.add(batchMost == 1
                             ? QStringLiteral("--batch %1: “%2” takes one id a request; leave --batch out")
                                   .arg(options.batch)
                                   .arg(operation->name)
                             : QStringLiteral("--batch %1: “%2” takes at most %3 ids a request")
                                   .arg(options.batch)
                                   .arg(operation->name)
                                   .arg(batchMost));
    }
    return options;
}

QString readOrigin(const Arguments& arguments, const vendors::Profile* profile, bool isPractice,
                   Problems& problems)
{
    const std::optional<QString> given = arguments.value("--base-url");
    if (given && isPractice) {
        problems.add(
            QStringLiteral("--base-url and --practice exclude each other; practice has a server of its own"));
        return {};
    }
    QUrl url;
    if (given) {
        base::Result<QUrl> read = transport::readOrigin(*given);
        if (!read) {
            problems.add(read.error());
            return {};
        }
        url = *read;
    } else if (profile != nullptr) {
        // Only the origin matters here; the path may hold "{api_key}".
        url = QUrl(profile->baseUrl.section(QLatin1Char('/'), 0, 2));
    }
    if (arguments.has("--time-scale") && !isPractice && profile != nullptr && !transport::isLoopback(url))
        problems.add(QStringLiteral("--time-scale is for practice servers on this machine (--base-url "
                                    "http://127.0.0.1:PORT or --practice): at %1 it would break the limits")
                         .arg(url.host()));
    return given ? transport::originOf(url) : QString();
}

std::shared_ptr<const idlist::List> readList(const Arguments& arguments, const vendors::Operation& operation,
                                             Problems& problems, Console& console)
{
    const std::optional<QString> file = arguments.value("--ids");
    if (!file) {
        problems.add(QStringLiteral("--ids is missing; give a file, or - for the standard input"));
        return nullptr;
    }
    idlist::Choice choice;
    choice.findLabel = true; // reports name the line and, where the file does, the person
    choice.sheet = arguments.value("--sheet").value_or(QString());
    if (arguments.has("--rows"))
        choice.hiddenRows = arguments.word("--rows", {"visible", "all"}, problems) == QLatin1String("all")
                                ? idlist::HiddenRows::take
                                : idlist::HiddenRows::leaveOut;
    if (const std::optional<QString> label = arguments.value("--label"))
        choice.labelColumn = idlist::columnNamed(*label);
    if (const std::optional<QString> column = arguments.value("--column"))
        choice.idColumn = idlist::columnNamed(*column);
    base::Result<idlist::List> list = base::fail("");
    if (*file == QLatin1String("-")) {
        const base::Result<QByteArray> bytes = standardInput();
        list = bytes ? idlist::readText(*bytes, choice, engine::idRulesOf(operation))
                     : std::unexpected(bytes.error());
    } else {
        list = idlist::read(*file, choice, engine::idRulesOf(operation));
    }
    if (!list) {
        problems.add(list.error());
        return nullptr;
    }
    const QString name = *file == QLatin1String("-") ? QStringLiteral("standard input") : *file;
    if (list->rejectCount() > 0) {
        const bool isSkipped = arguments.has("--skip-invalid");
        const auto named = std::min<qsizetype>(badLinesNamed, static_cast<qsizetype>(list->rejects().size()));
        QStringList lines;
        for (qsizetype i = 0; i < named; ++i)
            lines << QStringLiteral("%1: %2").arg(name,
                                                  list->sentenceWithLine(list->rejects()[std::size_t(i)]));
        if (const auto more = list->rejectCount() - static_cast<std::uint64_t>(named); more > 0)
            lines << QStringLiteral("%1: and %2 more").arg(name).arg(more);
        for (const QString& line : lines)
            isSkipped ? console.say(line) : problems.add(line);
        if (isSkipped)
            console.say(
                QStringLiteral("%1: %2 invalid lines are left out").arg(name).arg(list->rejectCount()));
        else
            problems.add(
                QStringLiteral("%1: %2 invalid lines; mend them, or leave them out with --skip-invalid")
                    .arg(name)
                    .arg(list->rejectCount()));
    }
    if (list->isEmpty())
        problems.add(QStringLiteral("%1: no id is left to send").arg(name));
    if (const auto merged = list->duplicateCount(); merged > 0)
        console.say(merged == 1 ? QStringLiteral("%1: 1 duplicate was merged").arg(name)
                                : QStringLiteral("%1: %2 duplicates were merged").arg(name).arg(merged));
    return std::make_shared<const idlist::List>(std::move(*list));
}

QStringList readProtected(const Arguments& arguments, const vendors::Operation& operation, Problems& problems)
{
    const std::optional<QString> file = arguments.value("--protect");
    if (!file)
        return {};
    const base::Result<idlist::List> list = idlist::read(*file, {}, engine::idRulesOf(operation));
    if (!list) {
        problems.add(list.error());
        return {};
    }
    // A slip of the pen here would leave unprotected what was meant to be safe.
    for (const idlist::Reject& reject : list->rejects())
        problems.add(QStringLiteral("%1: %2").arg(*file, list->sentenceWithLine(reject)));
    QStringList ids;
    for (std::size_t i = 0; i < list->size(); ++i)
        ids << QString::fromUtf8(list->id(i).data(), static_cast<qsizetype>(list->id(i).size()));
    return ids;
}

std::optional<transport::Credentials> readCredentials(const Arguments& arguments,
                                                      const QByteArray& fromEnvironment,
                                                      const vendors::SignIn* signIn, Problems& problems)
{
    base::Result<transport::Credentials> credentials = transport::Credentials{};
    if (const std::optional<QString> file = arguments.value("--credentials"))
        credentials = transport::Credentials::fromFile(*file);
    else if (!fromEnvironment.isEmpty())
        credentials = transport::Credentials::fromJson(fromEnvironment, QLatin1String(credentialsVariable));
    if (!credentials) {
        problems.add(credentials.error());
        return std::nullopt;
    }
    if (signIn == nullptr)
        return *credentials;
    if (const base::Result<void> fits = credentials->check(*signIn); !fits) {
        problems.add(
            QString::fromStdString(fits.error().message)
            + (credentials->isEmpty()
                   ? QStringLiteral(" in a file (--credentials FILE, readable by you alone) or in %1")
                         .arg(QLatin1String(credentialsVariable))
                   : QString()));
        return std::nullopt;
    }
    return *credentials;
}

Place placeOf(const Arguments& arguments)
{
    return Place::of(arguments.value("--store"), arguments.has("--practice"));
}

void readOperator(const Arguments& arguments, Place& place)
{
    place.operatorName = arguments.value("--by").value_or(QString()).simplified();
    place.isQuotaFree = arguments.has("--quota-is-free");
}

qint64 readOthersUsed(const Arguments& arguments, Problems& problems)
{
    constexpr qint64 most = 1'000'000'000; // more than any vendor's day
    return arguments.number("--others-used", 0, most, problems).value_or(0);
}

QByteArray takeCredentials()
{
    char* value = std::getenv(credentialsVariable);
    if (value == nullptr)
        return {};
    const QByteArray taken(value);
    // Removing the name is not enough: the kernel shows the first environment of a process to its owner.
    std::memset(value, 0, std::strlen(value));
    qunsetenv(credentialsVariable);
    return taken;
}

} // namespace cli
