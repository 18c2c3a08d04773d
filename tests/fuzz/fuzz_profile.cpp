// The reader of profiles, the writer beside it, and what is made of a profile: its limits and its scaled
// form.
#include "fuzz/fuzz.h"

#include "limits/ratelimiter.h"
#include "vendors/profilereader.h"
#include "vendors/profilewriter.h"
#include "vendors/resolve.h"

#include <algorithm>

using fuzz::promise;
using namespace vendors;

namespace {

void checkError(const base::Error& error)
{
    promise(!error.message.empty(), "an error has words");
    promise(error.message.size() < 200'000, "an error is not endless");
    const QString words = QString::fromStdString(error.message);
    for (const QString& line : words.split(u'\n')) {
        promise(line.startsWith(QStringLiteral("fuzz.json:")), "every error names the file");
        fuzz::promiseIsPlain(line.toStdString(), 2100);
    }
}

/// A limiter of these limits never has more under way than any window or number at the same time allows.
void checkLimits(const std::vector<limits::Limit>& declared)
{
    limits::RateLimiter limiter(declared);
    const base::Instant now{std::chrono::hours(1000)};
    const limits::Cost cost{"/things/1", 1};
    constexpr int most = 300;
    int granted = 0;
    while (granted < most && std::holds_alternative<limits::Ticket>(limiter.acquire({&cost, 1}, now)))
        ++granted;
    for (const limits::Limit& limit : declared) {
        if (!limits::covers(limit.scope, cost.path))
            continue;
        const std::int64_t max = limit.kind == limits::Kind::paced ? limit.burst : limit.max;
        promise(granted <= max || limit.ceiling > 0, "no limit is exceeded from the start");
    }
    promise(!limiter.explain(now).empty() || declared.empty(), "limits can be explained");
    const auto answer = limiter.wouldAcquire({&cost, 1}, now);
    if (const auto* refusal = std::get_if<limits::Refusal>(&answer))
        promise(!refusal->until || *refusal->until > now, "a refusal is until a moment to come");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const QByteArray text = fuzz::bytesOf({reinterpret_cast<const char*>(bytes), size});
    const auto profile = readProfile(text, QStringLiteral("fuzz.json"));
    if (!profile) {
        checkError(profile.error());
        return 0;
    }
    const QByteArray written = writeProfile(*profile);
    const auto again = readProfile(written, QStringLiteral("fuzz.json"));
    promise(again.has_value(), "what is written can be read");
    promise(*again == *profile, "what is written is read back to the same profile");
    promise(writeProfile(*again) == written, "the same profile is written alike");

    promise(!profile->operations.empty() && !profile->limits.empty(), "a profile has operations and limits");
    QMap<QString, QString> values;
    for (const Parameter& parameter : profile->parameters)
        values[parameter.name] = QString::number(std::clamp<qint64>(70, parameter.min, parameter.max));
    for (QString preset : {QString(), profile->presets.empty() ? QString() : profile->presets.front().id}) {
        const auto resolved = resolve(*profile, values, preset);
        if (!resolved) {
            promise(!resolved.error().message.empty(), "an error has words");
            continue;
        }
        checkLimits(resolved->limits);
        const Profile faster = scaled(*resolved, 100);
        promise(faster.limits.size() == resolved->limits.size() && faster.deadline == resolved->deadline,
                "a rehearsal has the limits and the deadline of the profile");
    }
    return 0;
}
