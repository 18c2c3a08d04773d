#pragma once

#include "jobs/types.h"

#include <QByteArray>
#include <QMetaType>
#include <QStringList>

namespace engine {

/// How a job runs: what the operator chose. Stored with the job, so that it goes on the same way.
struct Options {
    enum class Pacing : unsigned char { burst, even };
    Pacing pacing = Pacing::burst;
    int sharePercent = 100;
    int inFlight = 0; ///< 0: the profile's default
    int batch = 1;
    double timeScale = 1.0; ///< loopback only
    jobs::GuardSettings guards;
    int turn = 0; ///< place among the account's jobs, from 1; 0: after those that have one, the oldest first
    QStringList protectedIds; ///< never sent; they are left out before the job is made

    QByteArray toJson() const;
    static Options fromJson(const QByteArray& json);
};

/// Why a command was refused; the command line's exit code follows from it.
enum class Refused : unsigned char { input, credentials, store, busy };

} // namespace engine

Q_DECLARE_METATYPE(engine::Refused)
