#pragma once

#include "cli/commandline.h"
#include "support/serverthread.h"

#include "base/random.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <vector>

namespace soak {

/// One long job of the real program, killed again and again and resumed each time, in front of a server that
/// counts for itself in a thread of its own. After every kill a copy of the store, exactly as the dead
/// program left it, is reported on by the program; at the end everything the server saw is recounted. Broken
/// promises are collected as sentences; none means that all were kept. What is random follows from the seed,
/// except for where in the program a kill strikes.
class KillSoak {
public:
    struct Options {
        int kills = 10;
        std::uint64_t seed = 1;
        int ids = 0; ///< 0: enough for all kills
        /// Whether an id without an answer is asked again by itself.
        bool asksAgain = true;
    };
    struct Figures {
        int kills = 0;
        int runs = 0; ///< processes that worked on the job, killed ones too
        int ids = 0;
        int requests = 0, tokens = 0; ///< as the server saw them
        int strays = 0;               ///< requests that counted after their client's death
        int inFlight = 0;             ///< ids in flight at kills, summed up
        int askedAgain = 0;           ///< requests for an id that had been asked before
        int unknown = 0;              ///< ids without an answer before the operator asked again
        int killsBeforeTheJob = 0;    ///< nothing was stored yet
        int killsAtRest = 0;          ///< nothing was in flight
        double seconds = 0;
        QStringList windows; ///< "50 within 0.1 s: at most 50"
    };

    explicit KillSoak(const Options& options);
    /// Runs it all; the broken promises.
    QStringList run();
    const Figures& figures() const { return m_figures; }

private:
    struct Row {
        QByteArray state;
        int attempts = 0;
    };

    support::StrictServer::Script vendor();
    QString profile();
    void startProgram();
    void liveUntilTheMoment();
    void kill();
    void lookAtWhatIsLeft();
    /// Ends the job without further kills.
    void finish();
    /// outcomes.csv of the store in `store`; empty: the job is not in it.
    std::vector<Row> report(const QString& store, const QString& folder);
    void compareReport(const std::vector<Row>& rows, const char* when);
    void recountWindows();
    void recountIds(const std::vector<Row>& rows);
    void expect(bool isKept, const QString& otherwise);

    Options m_options;
    base::Random m_random;
    std::atomic<int> m_arrivals = 0; ///< requests that took effect so far
    QSet<QByteArray> m_deleted;      ///< the vendor's knowledge: paths. In the server's thread
    QHash<QByteArray, int>
        m_deletions; ///< how often each path was answered "deleted". In the server's thread
    support::ServerThread m_server;
    support::CommandLine m_user;
    QString m_profile, m_store, m_list;
    std::unique_ptr<QProcess> m_program;
    bool m_isStored = false;   ///< the job was found in the store
    bool m_isApproved = false; ///< and has begun

    std::vector<support::Nanoseconds> m_confirmedAt; ///< by id: since when the store says so; -1: it does not
    std::vector<int> m_killedInFlight;               ///< by id: how many of its attempts a kill cut off
    std::vector<int> m_attemptsKilled;               ///< by id: the last of them
    QStringList m_broken;
    Figures m_figures;
};

} // namespace soak
