#pragma once

#include "engine/options.h"
#include "limits/limits.h"
#include "scenarios/event.h"
#include "simulator/simtransport.h"
#include "simulator/simvendor.h"

#include <QMap>
#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace scenarios {

/// What operator, machine or world do at one moment of a scenario.
struct Move {
    enum class Kind : unsigned char {
        // the operator
        pause,
        share,    ///< amount: percent
        inFlight, ///< amount
        stop,
        quit,
        wrongCredentials,
        secondJob, ///< makes it, and starts it
        // the machine
        kill,
        dieAtWrite, ///< amount: the nth write from then on; the program dies before it or after it
        reboot,     ///< length: off
        suspend,    ///< length
        stepWall,   ///< length, may be negative
        failWrites, ///< amount: from the nth write on; length: for so long; isAfter: it leaves its trace
        // the world
        cutNetwork, ///< for length
        block,
        refuseNext,
        others, ///< amount: calls at once
        expireSignIn,
    };
    Kind kind = Kind::pause;
    /// When: so long after the start, or after so many requests have left.
    Duration at{};
    std::optional<std::int64_t> afterSends;
    std::int64_t amount = 0;
    Duration length{};
    bool isAfter = false;    ///< dieAtWrite: the write was done
    bool isOfSecond = false; ///< an order about the second job, where there is one
};

/// Everything about one scenario, drawn from its seed: the same seed, the same scenario.
struct Plan {
    std::uint64_t seed = 0;
    QString vendor; ///< profile id; "generic": one that was drawn
    QString operation;
    std::string basePath;              ///< of the vendor's address
    std::vector<limits::Limit> stated; ///< what the vendor's document says, written down here once more
    bool isLearned = false;            ///< the answers tell how fast one may go: it may be slower than stated
    bool isUnknown = false; ///< the document is vague: what the vendor bears is found out by refusals
    bool askAgain = true;
    bool firstAbsentIsGone = true;
    QMap<QString, QString> parameters;
    int ids = 0;
    int idLength = 0;
    simulator::VendorOptions vendorOptions;
    simulator::NetworkOptions network;
    engine::Options options;
    int inFlight = 16; ///< as it is at the start
    int secondIds =
        0; ///< of another job on the same account: it takes turns with the first; 0: there is none
    engine::Options secondOptions;
    std::vector<Move> moves;
    bool isHealthy = false; ///< nothing goes wrong, nobody meddles
    bool hasOthers = false;

    Duration workerTakes{};      ///< see Workshop::Setup
    std::int64_t lookEvery = 37; ///< events between two looks of the operator

    /// Of an item, counted through both jobs.
    std::string idOf(jobs::ItemIndex item) const;
    int idsOf(int job) const { return job == 0 ? ids : secondIds; }
    const engine::Options& optionsOf(int job) const { return job == 0 ? options : secondOptions; }
};

Plan draw(std::uint64_t seed);
/// So many ids at Kameleoon's 1,000 an hour, and nothing goes wrong: a million take 41 days.
Plan longList(int ids);
std::string describe(const Plan& plan);

} // namespace scenarios
