// The readers of answers: what a vendor's response means for item and quota, for every profile that is built
// in and for one that uses every key. The input: a byte each for profile, operation and how many items; then
// the answer as on the wire, its status line without "HTTP/1.1 ", the headers, an empty line, the body.
#include "fuzz/fuzz.h"

#include "vendors/catalog.h"
#include "vendors/responsereader.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

using fuzz::promise;
using namespace vendors;
using base::OutcomeKind;

namespace {

constexpr auto waitMost = std::chrono::hours(25); ///< of any rule of these profiles
const QString secret = QStringLiteral("opensesame");

const std::vector<Profile>& profiles()
{
    static const std::vector<Profile> all = [] {
        std::vector<Profile> found;
        for (const QString& name : Catalog::builtInNames())
            found.push_back(*Catalog().find(name));
        found.push_back(*Catalog::readFile(QStringLiteral(SLUICE_TEST_DATA "/profiles/everything.json")));
        return found;
    }();
    return all;
}

Response responseOf(fuzz::Input& input)
{
    Response response;
    // HTTP knows three digits; the transport hands on nothing else.
    const int status = fuzz::bytesOf(input.upTo('\n')).trimmed().left(3).toInt();
    response.status = status < 100 ? 0 : status;
    while (!input.isAtEnd()) {
        const QByteArray line = fuzz::bytesOf(input.upTo('\n'));
        if (line.trimmed().isEmpty())
            break;
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            response.headers.emplace_back(line.left(colon), line.mid(colon + 1).trimmed());
    }
    response.body = fuzz::bytesOf(input.rest());
    response.isTruncated = response.hasHeader("X-Cut");
    return response;
}

/// Seconds in the plainest form, which every reader has to understand.
std::optional<std::chrono::seconds> plainSeconds(const QByteArray& text)
{
    int value = 0;
    const char* const end = text.constData() + text.size();
    const auto [stop, error] = std::from_chars(text.constData(), end, value);
    if (text.isEmpty() || text[0] == '-' || text.size() > 6 || error != std::errc() || stop != end)
        return std::nullopt;
    return std::chrono::seconds(value);
}

/// How long the signals say to be silent; a refusal without a wait counts as one.
std::optional<base::Duration> longestSilence(const std::vector<base::Signal>& all)
{
    std::optional<base::Duration> longest;
    for (const base::Signal& signal : all)
        if (const auto* hold = std::get_if<base::HoldSignal>(&signal))
            longest = std::max(longest.value_or(base::Duration{}), hold->wait);
    return longest;
}

void checkSignal(const base::Signal& signal)
{
    if (const auto* hold = std::get_if<base::HoldSignal>(&signal)) {
        promise(hold->wait > base::Duration{} && hold->wait <= waitMost,
                "a hold has a length that can be believed");
        fuzz::promiseIsPlain(hold->limit, 200);
    } else if (const auto* most = std::get_if<base::ConcurrencySignal>(&signal)) {
        promise(most->max >= 1 && most->max <= 1'000'000, "at least one at the same time");
    } else if (const auto* quota = std::get_if<base::QuotaSignal>(&signal)) {
        promise(quota->limit >= 1 && quota->remaining >= 0 && quota->remaining <= quota->limit
                    && quota->reset >= base::Duration{} && quota->reset <= waitMost,
                "a quota fits together");
    } else if (const auto* refusal = std::get_if<base::RefusalSignal>(&signal)) {
        promise(refusal->atLeast >= base::Duration{} && refusal->atLeast <= waitMost,
                "a wait is not negative");
    } else {
        const auto& probe = std::get<base::ProbeSignal>(signal);
        promise(probe.open ? probe.wait == base::Duration{}
                           : probe.wait > base::Duration{} && probe.wait <= waitMost,
                "a block is over, or lasts");
    }
}

/// What is longer counts as nonsense in at least one rule of the profile.
base::Duration believedMost(const Profile& profile)
{
    base::Duration most = waitMost;
    for (const SignalRule& rule : profile.signals)
        most = std::min(most, rule.waitCap);
    return most;
}

void checkReading(const base::Reading& reading, const Response& response, std::size_t items,
                  base::Duration believed)
{
    promise(reading.outcomes.size() == items, "every item has one outcome");
    for (const base::Outcome& outcome : reading.outcomes) {
        fuzz::promiseIsPlain(outcome.message, 500);
        fuzz::promiseIsPlain(outcome.receipt, 500);
        fuzz::promiseIsPlain(outcome.vendorCode, 100);
        for (const std::string* text : {&outcome.message, &outcome.receipt, &outcome.vendorCode})
            promise(text->find(secret.toStdString()) == std::string::npos, "a secret is told nowhere");
        promise(outcome.kind != OutcomeKind::notSent, "what was answered was sent");
        promise(outcome.receipt.empty() || outcome.kind == OutcomeKind::done,
                "a receipt is of what was done");
    }
    for (const std::vector<base::Signal>* all : {&reading.signals, &reading.itemSignals})
        for (const base::Signal& signal : *all)
            checkSignal(signal);
    const OutcomeKind kind = reading.outcomes.empty() ? OutcomeKind::lost : reading.outcomes.front().kind;
    if (items != 1 || (kind != OutcomeKind::throttled && kind != OutcomeKind::outage))
        return;
    if (kind == OutcomeKind::throttled)
        promise(!reading.signals.empty(), "who is refused by a limit hears of it");
    // RFC 9110 10.2.3, whatever else the answer says: nobody asks again before that.
    const auto told = plainSeconds(response.header("Retry-After"));
    if (told && *told > std::chrono::seconds(0) && *told <= believed)
        promise(longestSilence(reading.signals).value_or(base::Duration{}) >= *told,
                "no wait is shorter than Retry-After says");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    fuzz::Input input(bytes, size);
    const Profile& profile = profiles()[input.choice(static_cast<unsigned>(profiles().size()))];
    const auto& operation =
        profile.operations[input.choice(static_cast<unsigned>(profile.operations.size()))];
    const std::size_t items = 1 + input.choice(4);
    const Response response = responseOf(input);
    const ResponseReader reader(profile, operation.id, [](const QString& text) {
        return QString(text).replace(secret, QStringLiteral("[secret]"));
    });

    const base::Duration believed = believedMost(profile);
    const base::Reading one = reader.read(response);
    checkReading(one, response, 1, believed);
    const bool isOurs = profile.isBuiltIn; // the other one says that 418 is done
    if (isOurs && response.status / 100 != 2)
        promise(one.outcomes.front().kind != OutcomeKind::done, "only 2xx is done");
    if (operation.batch)
        checkReading(reader.readBatch(response, items), response, items, believed);
    const base::Reading again = reader.read(response);
    promise(again.outcomes == one.outcomes && again.signals == one.signals, "the same answer is read alike");

    const base::Reading probe = reader.readProbe(response);
    checkReading(probe, response, 1, believed);
    for (const base::Signal& signal : probe.signals)
        if (const auto* told = std::get_if<base::ProbeSignal>(&signal); told != nullptr && told->open)
            promise(probe.outcomes.front().kind == OutcomeKind::done, "only a good answer ends a block");

    fuzz::promiseIsPlain(reader.readWho(response).toStdString(), 500);
    const LookupAnswer shown = reader.readLookup(response);
    fuzz::promiseIsPlain(shown.label.toStdString(), 500);
    fuzz::promiseIsPlain(shown.roles.toStdString(), 500);
    promise(shown.isThere || (shown.label.isEmpty() && !shown.isAdministrator),
            "what is not there shows nothing");
    promise(!reader.isKeySpent(response) || response.status >= 500,
            "only the vendor's own failure spends a key");
    return 0;
}
