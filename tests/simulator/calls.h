#pragma once

#include "simulator/json.h"
#include "simulator/simvendor.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <string>

/// Short ways to say what a client calls and what came back, for the tests of the simulated vendors.
namespace calls {

using base::Duration;
using base::Instant;
using simulator::Answer;
using simulator::Headers;
using simulator::SimRequest;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

inline Instant at(Duration since)
{
    return Instant(hours(1)) + since; // an hour after boot: no test may rely on zero
}

inline QJsonObject json(const Answer& answer)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
}

inline QString header(const Answer& answer, const char* name)
{
    const std::string_view value = simulator::headerOf(answer.headers, name);
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

} // namespace calls
