#include "soak/killsoak.h"

#include "soak/editedprofile.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace soak {

namespace {

using namespace std::chrono_literals;
using support::CommandLine;
using support::Nanoseconds;
using support::StrictServer;

/// How much faster than the vendor everything runs.
constexpr int scale = 100;

/// Two windows that both bind again and again within one run: 50 in 0.1 s, 600 in 3 s.
struct Window {
    const char* name;
    int max;
    std::chrono::seconds per;
};
constexpr Window windows[] = {{"10 s window", 50, 10s}, {"5 min window", 600, 300s}};

/// An unanswered request may count so long after the restart. 1.5 s of real time, of which the server uses up
/// to 0.5 s: the rest is for a machine that is slow to wake it.
constexpr int lingerSeconds = 150;
constexpr int strayMostMilliseconds = 500;

/// What the profile says about requests in flight (the program's default).
constexpr int inFlightMost = 16;
/// A run is killed at the latest after so many requests.
constexpr int requestsMost = 40;

StrictServer::Options strict(std::uint64_t seed)
{
    StrictServer::Options options;
    for (const Window& window : windows)
        options.limits << StrictServer::Limit{window.max, Nanoseconds(window.per) / scale};
    // Longer than anything the program does between two requests, so that most kills find some in flight.
    options.roundTripLowMilliseconds = 5;
    options.roundTripHighMilliseconds = 40;
    options.strayMostMilliseconds = strayMostMilliseconds;
    options.seed = static_cast<unsigned>(seed);
    return options;
}

QByteArray pathOf(int id)
{
    return "/accounts/" + QByteArray::number(id);
}

/// One line of RFC 4180.
QList<QByteArray> fieldsOf(const QByteArray& line)
{
    QList<QByteArray> fields{QByteArray()};
    bool isQuoted = false;
    for (const char c : line) {
        if (c == '"')
            isQuoted = !isQuoted;
        else if (c == ',' && !isQuoted)
            fields << QByteArray();
        else
            fields.last() += c;
    }
    return fields;
}

double seconds(Nanoseconds length)
{
    return std::chrono::duration<double>(length).count();
}

} // namespace

KillSoak::KillSoak(const Options& options)
    : m_options(options)
    , m_random(options.seed)
    , m_server(strict(options.seed), vendor())
{
    if (m_options.ids == 0) // a run settles fewer ids than this before it is killed
        m_options.ids = (requestsMost + inFlightMost) * m_options.kills + 100;
    m_figures.ids = m_options.ids;
    m_confirmedAt.assign(static_cast<std::size_t>(m_options.ids) + 1, Nanoseconds(-1));
    m_killedInFlight.assign(static_cast<std::size_t>(m_options.ids) + 1, 0);
    m_attemptsKilled = m_killedInFlight;
    m_profile = profile();
    m_list = m_user.list(m_options.ids);
    QDir().mkpath(m_user.path("store"));
    m_store = m_user.path("store/jobs.sqlite");
}

/// Deletes what is there, and says of everything else that it is absent.
StrictServer::Script KillSoak::vendor()
{
    return [this](const StrictServer::Seen& request) -> std::optional<StrictServer::Answer> {
        ++m_arrivals;
        if (request.method != "DELETE")
            return std::nullopt;
        if (m_deleted.contains(request.path))
            return StrictServer::Answer{.status = 404, .body = "{}", .headers = {}};
        m_deleted.insert(request.path);
        ++m_deletions[request.path];
        return StrictServer::Answer{.status = 204, .body = {}, .headers = {}};
    };
}

QString KillSoak::profile()
{
    QJsonArray limits;
    for (const Window& window : windows)
        limits << QJsonObject{{"name", QLatin1String(window.name)},
                              {"kind", "window"},
                              {"max", window.max},
                              {"per", QStringLiteral("%1s").arg(window.per.count())}};
    return editedKameleoon(m_user, {{"linger", QStringLiteral("%1s").arg(lingerSeconds)}, {"limits", limits}},
                           {{"askAgain", m_options.asksAgain}});
}

QStringList KillSoak::run()
{
    const Nanoseconds start = m_server.now();
    while (m_figures.kills < m_options.kills) {
        startProgram();
        liveUntilTheMoment();
        if (m_program->state() == QProcess::NotRunning) {
            expect(false, QStringLiteral("a run ended by itself with exit code %1: %2")
                              .arg(m_program->exitCode())
                              .arg(QString::fromUtf8(m_program->readAllStandardError())));
            return m_broken;
        }
        kill();
        lookAtWhatIsLeft();
        if (!m_broken.isEmpty())
            return m_broken; // what follows from it explains nothing
    }
    finish();
    m_figures.seconds = seconds(m_server.now() - start);
    return m_broken;
}

void KillSoak::startProgram()
{
    QStringList words;
    if (m_isStored) {
        words = {"resume", "killed"};
        // It died between storing the list and taking note of the number: that has to be typed again.
        if (!m_isApproved)
            words += {"--new-credentials", "--confirm", QString::number(m_options.ids)};
    } else
        words = {"run",
                 "--profile",
                 m_profile,
                 "--ids",
                 m_list,
                 "--confirm",
                 QString::number(m_options.ids),
                 "--base-url",
                 m_server.origin(),
                 "--time-scale",
                 QString::number(scale),
                 "--job",
                 "killed"};
    words += {"--store", m_store, "--credentials", m_user.credentials(), "--progress", "json"};
    m_program = m_user.start(words);
    ++m_figures.runs;
}

/// Any moment is right: while the program starts, stores its list or takes up the job, in the traffic, in a
/// wait for a limit.
void KillSoak::liveUntilTheMoment()
{
    const auto kind = m_random.between(0, 9);
    const auto arrivals = m_arrivals + static_cast<int>(m_random.between(1, requestsMost));
    std::chrono::microseconds most;
    if (m_figures.kills < 2 || kind < 2) // about as long as a start takes
        most = std::chrono::microseconds(m_random.between(0, 120'000));
    else if (kind < 4)
        most = std::chrono::microseconds(m_random.between(0, 800'000));
    else
        most = 1s + std::chrono::microseconds(m_random.between(0, 1'000'000));
    const auto afterwards = static_cast<int>(m_random.between(0, 30)); // milliseconds
    const auto start = std::chrono::steady_clock::now();
    m_program->waitForStarted();
    while (m_arrivals < arrivals && std::chrono::steady_clock::now() - start < most
           && m_program->state() != QProcess::NotRunning)
        m_program->waitForFinished(1);
    if (m_arrivals >= arrivals)
        m_program->waitForFinished(afterwards);
}

void KillSoak::kill()
{
    m_program->kill();
    m_program->waitForFinished(-1);
    ++m_figures.kills;
}

void KillSoak::lookAtWhatIsLeft()
{
    const Nanoseconds now = m_server.now();
    // What was told before the end. The last line may be cut.
    qint64 told = 0;
    for (const QByteArray& line : m_program->readAllStandardOutput().split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        if (!object.isEmpty())
            told = object["done"].toInteger() + object["gone"].toInteger();
    }
    // A copy, so that the next run finds the store as the dead program left it.
    const QString copy = m_user.path("copy/jobs.sqlite");
    QDir(m_user.path("copy")).removeRecursively();
    QDir().mkpath(m_user.path("copy"));
    for (const char* part : {"", "-wal"})
        QFile::copy(m_store + QLatin1String(part), copy + QLatin1String(part));
    const std::vector<Row> rows = report(copy, m_user.path("copy/report"));
    if (rows.empty()) {
        expect(!m_isStored,
               QStringLiteral("kill %1: the job is not in the store any more").arg(m_figures.kills));
        expect(
            told == 0 && m_arrivals == 0,
            QStringLiteral("kill %1: a job was shown or worked on that was not stored").arg(m_figures.kills));
        ++m_figures.killsBeforeTheJob;
        return;
    }
    m_isStored = true;
    QFile summary(m_user.path("copy/report/summary.json"));
    if (summary.open(QIODevice::ReadOnly))
        m_isApproved = QJsonDocument::fromJson(summary.readAll()).object()["state"].toString() != "ready";
    compareReport(rows, "after a kill");
    qint64 confirmed = 0;
    int inFlight = 0;
    for (int id = 1; id <= m_options.ids; ++id) {
        const auto i = static_cast<std::size_t>(id);
        const QByteArray& state = rows[i - 1].state;
        if (state == "done" || state == "gone") {
            ++confirmed;
            if (m_confirmedAt[i] < 0ns)
                m_confirmedAt[i] = now;
        } else {
            expect(m_confirmedAt[i] < 0ns, QStringLiteral("kill %1: id %2 was confirmed and is %3 now")
                                               .arg(m_figures.kills)
                                               .arg(id)
                                               .arg(QString::fromUtf8(state)));
        }
        // Still the same attempt as at the last kill: that run died before it could take up the job.
        if (state == "sent" && rows[i - 1].attempts > m_attemptsKilled[i]) {
            ++inFlight;
            ++m_killedInFlight[i];
            m_attemptsKilled[i] = rows[i - 1].attempts;
        }
    }
    expect(told <= confirmed, QStringLiteral("kill %1: %2 ids were shown as done, %3 are stored as such")
                                  .arg(m_figures.kills)
                                  .arg(told)
                                  .arg(confirmed));
    expect(inFlight <= inFlightMost,
           QStringLiteral("kill %1: %2 ids were in flight").arg(m_figures.kills).arg(inFlight));
    m_figures.inFlight += inFlight;
    if (inFlight == 0)
        ++m_figures.killsAtRest;
}

void KillSoak::finish()
{
    startProgram();
    auto ending = CommandLine::end(*m_program);
    if (!m_options.asksAgain) {
        // What was in flight at the kills is unknown, and nobody asked again.
        const std::vector<Row> rows = report(m_store, m_user.path("unknown"));
        compareReport(rows, "before the operator asked again");
        for (int id = 1; id <= m_options.ids && std::ssize(rows) == m_options.ids; ++id) {
            const auto i = static_cast<std::size_t>(id);
            const bool isUnknown = rows[i - 1].state == "unknown";
            m_figures.unknown += isUnknown ? 1 : 0;
            expect(isUnknown == (m_killedInFlight[i] > 0),
                   QStringLiteral("id %1 is %2 after %3 kills in flight")
                       .arg(id)
                       .arg(QString::fromUtf8(rows[i - 1].state))
                       .arg(m_killedInFlight[i]));
        }
        expect(m_figures.unknown == m_figures.inFlight,
               QStringLiteral("%1 ids are unknown, %2 were in flight at kills")
                   .arg(m_figures.unknown)
                   .arg(m_figures.inFlight));
        for (const StrictServer::Seen& request : m_server.seen())
            m_figures.askedAgain -= request.method == "DELETE" ? 1 : 0;
        m_server.ask([this](StrictServer&) { m_figures.askedAgain += static_cast<int>(m_deleted.size()); });
        expect(m_figures.askedAgain == 0, QStringLiteral("ids were asked again that only the operator may"));
        expect(ending.code == (m_figures.unknown > 0 ? 1 : 0),
               QStringLiteral("exit code %1 with %2 unknown ids: %3")
                   .arg(ending.code)
                   .arg(m_figures.unknown)
                   .arg(ending.text()));
        ending = m_user.run({"resume", "killed", "--retry", "unknown", "--store", m_store, "--credentials",
                             m_user.credentials(), "--progress", "json"});
    }
    expect(ending.code == 0,
           QStringLiteral("the last run ended with exit code %1: %2").arg(ending.code).arg(ending.text()));
    const std::vector<Row> rows = report(m_store, m_user.path("report"));
    compareReport(rows, "at the end");
    recountWindows();
    if (m_broken.isEmpty())
        recountIds(rows);
}

std::vector<KillSoak::Row> KillSoak::report(const QString& store, const QString& folder)
{
    const auto ending = m_user.run({"report", "killed", "--store", store, "--out", folder});
    if (ending.code == 2 && ending.text().contains(QLatin1String("there is no job")))
        return {};
    // It died while it made the store itself: only a program that may write can finish that.
    if (ending.code == 6 && !m_isStored)
        return {};
    expect(ending.code == 0,
           QStringLiteral("no report: exit code %1: %2").arg(ending.code).arg(ending.text()));
    QFile csv(folder + QStringLiteral("/outcomes.csv"));
    if (!csv.open(QIODevice::ReadOnly))
        return {};
    std::vector<Row> rows;
    csv.readLine();
    while (!csv.atEnd()) {
        const QList<QByteArray> fields = fieldsOf(csv.readLine().trimmed());
        const auto id = std::ssize(rows) + 1;
        expect(fields.size() == 12 && fields[0].toInt() == id && fields[1].toInt() == id + 1,
               QStringLiteral("row %1 of the report is another id's or broken").arg(id));
        rows.push_back({fields.value(3), fields.value(5).toInt()});
    }
    return rows;
}

void KillSoak::compareReport(const std::vector<Row>& rows, const char* when)
{
    expect(std::ssize(rows) == m_options.ids, QStringLiteral("%1 the report has %2 rows for %3 ids")
                                                  .arg(QLatin1String(when))
                                                  .arg(rows.size())
                                                  .arg(m_options.ids));
}

/// Every limit over the whole log, token calls and dead programs' requests included.
void KillSoak::recountWindows()
{
    std::vector<Nanoseconds> counted;
    for (const StrictServer::Seen& request : m_server.seen()) {
        counted.push_back(request.counted);
        ++m_figures.requests;
        m_figures.tokens += request.method == "DELETE" ? 0 : 1;
        m_figures.strays += request.isStray ? 1 : 0;
    }
    std::ranges::sort(counted);
    for (const Window& window : windows) {
        const Nanoseconds per = Nanoseconds(window.per) / scale;
        std::ptrdiff_t most = 0;
        for (auto first = counted.begin(), last = counted.begin(); last != counted.end(); ++last) {
            while (*last - *first >= per)
                ++first;
            most = std::max(most, last - first + 1);
        }
        m_figures.windows
            << QStringLiteral("%1 within %2 s: at most %3").arg(window.max).arg(seconds(per)).arg(most);
        expect(most <= window.max, QStringLiteral("%1 requests within %2 s, %3 are allowed")
                                       .arg(most)
                                       .arg(seconds(per))
                                       .arg(window.max));
    }
    int refusals = 0;
    m_server.ask([&](const StrictServer& server) { refusals = server.refusals(); });
    expect(refusals == 0, QStringLiteral("the server refused %1 requests").arg(refusals));
}

void KillSoak::recountIds(const std::vector<Row>& rows)
{
    std::vector<int> asked(m_confirmedAt.size());
    m_figures.askedAgain = 0;
    for (const StrictServer::Seen& request : m_server.seen()) {
        if (request.method != "DELETE")
            continue;
        const int id = request.path.mid(request.path.lastIndexOf('/') + 1).toInt();
        const auto i = static_cast<std::size_t>(id);
        expect(id >= 1 && id <= m_options.ids,
               QStringLiteral("a request for something else: ") + QString::fromUtf8(request.path));
        if (id < 1 || id > m_options.ids)
            continue;
        m_figures.askedAgain += asked[i]++ > 0 ? 1 : 0;
        expect(m_confirmedAt[i] < 0ns || request.arrived <= m_confirmedAt[i],
               QStringLiteral("id %1 was sent again after it was confirmed").arg(id));
    }
    QHash<QByteArray, int> deletions;
    m_server.ask([&](StrictServer&) { deletions = m_deletions; });
    const int retried = m_options.asksAgain ? 0 : 1; // the operator asked once more
    for (int id = 1; id <= m_options.ids; ++id) {
        const auto i = static_cast<std::size_t>(id);
        const Row& row = rows[i - 1];
        const int deleted = deletions.value(pathOf(id));
        expect(deleted == 1, QStringLiteral("id %1 was deleted %2 times").arg(id).arg(deleted));
        expect(asked[i] <= 1 + m_killedInFlight[i],
               QStringLiteral("id %1 was asked %2 times, and in flight at %3 kills")
                   .arg(id)
                   .arg(asked[i])
                   .arg(m_killedInFlight[i]));
        expect(asked[i] <= row.attempts && row.attempts <= 1 + m_killedInFlight[i] + retried,
               QStringLiteral("id %1: %2 attempts in the report, the server saw %3")
                   .arg(id)
                   .arg(row.attempts)
                   .arg(asked[i]));
        expect(row.state == "done" || (row.state == "gone" && asked[i] > 1),
               QStringLiteral("id %1 is %2 after %3 requests")
                   .arg(id)
                   .arg(QString::fromUtf8(row.state))
                   .arg(asked[i]));
    }
}

void KillSoak::expect(bool isKept, const QString& otherwise)
{
    // The first ones tell enough.
    if (!isKept && m_broken.size() < 20)
        m_broken << otherwise;
}

} // namespace soak
