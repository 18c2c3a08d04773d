#pragma once

#include "cli/commandline.h"
#include "support/strictserver.h"

/// What tests of whole sessions have in common: a Kameleoon that counts strictly, and an ordinary job on it.
namespace sessions {

/// So much faster than the vendor: 50 deletions in half a second instead of ten.
inline constexpr int scale = 20;

inline support::StrictServer::Options kameleoon()
{
    support::StrictServer::Options options;
    options.limits = {{50, std::chrono::milliseconds(10'000 / scale)},
                      {1000, std::chrono::milliseconds(3'600'000 / scale)}};
    options.roundTripLowMilliseconds = 4;
    options.roundTripHighMilliseconds = 12;
    return options;
}

inline bool isDeletion(const support::StrictServer::Seen& request)
{
    return request.method == "DELETE";
}

inline QString lastWord(const support::CommandLine::Ending& ending, const char* key)
{
    const QList<QJsonObject> lines = ending.jsonLines();
    return lines.isEmpty() ? QString() : lines.last()[QLatin1String(key)].toString();
}

/// The words of an ordinary job over `count` ids.
inline QStringList job(const support::CommandLine& user, const support::StrictServer& server, int count)
{
    return {"run",
            "--profile",
            "kameleoon",
            "--ids",
            user.list(count),
            "--confirm",
            QString::number(count),
            "--base-url",
            server.origin(),
            "--credentials",
            user.credentials(),
            "--time-scale",
            QString::number(scale),
            "--progress",
            "json"};
}

} // namespace sessions
