#pragma once

#include "cli/commandline.h"
#include "support/serverthread.h"
#include "support/strictvendors.h"

#include <QJsonValue>

#include <algorithm>

namespace support {

/// How a user signs in with one vendor, and what its ids look like.
struct VendorUser {
    const char* profile;
    const char* operation;
    const char* credentials;
    const char* parameter;
    int idLength;
};
inline constexpr VendorUser kameleoon{"kameleoon", "delete-account",
                                      R"({"client_id":"anna","client_secret":"open-sesame"})", nullptr, 0};
inline constexpr VendorUser chameleon{"chameleon", "forget-profile", R"({"token":"open-sesame"})", nullptr,
                                      24};
inline constexpr VendorUser wonderPush{"wonderpush", "delete-installation", R"({"token":"open-sesame"})",
                                       nullptr, 8};
inline constexpr VendorUser accompa{"accompa", "delete-requirement",
                                    R"({"api_key":"key-sesame","user":"anna","password":"open-sesame"})",
                                    "dailyLimit=100000", 0};

/// What one job showed at the server, and at its end.
struct DeskRun {
    int code = -1;
    QByteArray words;   ///< what it told its user
    double seconds = 0; ///< from the first arrival to the last answer
    int requests = 0, refusals = 0;
    int done = 0, gone = 0;
    QList<QByteArray> refused; ///< when and by which header, of each
    std::int64_t stored = 0;   ///< requests, as the program counts them
};

/// A user with one vendor, for several jobs one after another.
class VendorDesk {
public:
    VendorDesk(const VendorUser& whose, StrictVendor& vendor, int timeScale, int low = 20, int high = 60)
        : m_whose(whose)
        , m_scale(timeScale)
        , m_vendor(vendor)
        , m_server(optionsOf(low, high), vendor.script())
        , m_credentials(m_user.file(QStringLiteral("credentials.json"), whose.credentials))
    {
    }

    /// The words of a job over `count` new ids.
    QStringList words(int count, const QString& profile = {})
    {
        QByteArray ids = "id\n";
        for (int i = 0; i < count; ++i)
            ids += QByteArray::number(++m_lastId).rightJustified(m_whose.idLength, '0') + '\n';
        QStringList all{"run",
                        "--profile",
                        profile.isEmpty() ? QString(m_whose.profile) : profile,
                        "--operation",
                        m_whose.operation,
                        "--ids",
                        m_user.file("ids.csv", ids),
                        "--confirm",
                        QString::number(count),
                        "--base-url",
                        m_server.origin(),
                        "--credentials",
                        m_credentials,
                        "--time-scale",
                        QString::number(m_scale),
                        "--progress",
                        "json"};
        if (m_whose.parameter != nullptr)
            all << "--param" << m_whose.parameter;
        return all;
    }
    /// Runs a job to its end.
    DeskRun job(int count, const QStringList& more = {}, const QString& profile = {})
    {
        const auto before = m_server.seen().size();
        const int refusedBefore = ask([&] { return m_vendor.refusals; });
        const CommandLine::Ending ending = m_user.run(words(count, profile) + more);
        DeskRun run;
        run.code = ending.code;
        run.words = ending.err;
        const auto seen = m_server.seen();
        Nanoseconds last{};
        for (std::size_t i = before; i < seen.size(); ++i) {
            last = std::max({last, seen[i].answered, seen[i].counted});
            const double at = std::chrono::duration<double>(seen[i].counted - seen[before].counted).count();
            if (seen[i].status == 429 || seen[i].status == 503)
                run.refused << "call " + QByteArray::number(qint64(i - before)) + " after "
                                   + QByteArray::number(at, 'f', 3) + " s: " + seen[i].refusedBy;
        }
        run.requests = static_cast<int>(seen.size() - before);
        if (run.requests > 0)
            run.seconds = std::chrono::duration<double>(last - seen[before].arrived).count();
        run.refusals = ask([&] { return m_vendor.refusals; }) - refusedBefore;
        if (const auto lines = ending.jsonLines(); !lines.isEmpty()) {
            run.done = lines.last()["done"].toInt();
            run.gone = lines.last()["gone"].toInt();
            run.stored = lines.last()["requests"].toInteger();
        }
        return run;
    }

    template <class Question>
    int ask(Question question) const
    {
        int answer = 0;
        m_server.ask([&](StrictServer&) { answer = question(); });
        return answer;
    }
    const ServerThread& server() const { return m_server; }
    CommandLine& user() { return m_user; }

private:
    static StrictServer::Options optionsOf(int low, int high)
    {
        StrictServer::Options options;
        options.roundTripLowMilliseconds = low;
        options.roundTripHighMilliseconds = high;
        return options;
    }

    const VendorUser& m_whose;
    int m_scale;
    StrictVendor& m_vendor;
    ServerThread m_server;
    CommandLine m_user;
    QString m_credentials;
    int m_lastId = 0;
};

} // namespace support
