#include "simulator/mischief.h"

#include <algorithm>
#include <utility>

namespace simulator {

namespace {

constexpr std::size_t hugeBodyBytes = std::size_t{2} << 20; // twice what the client is willing to read
constexpr int tooManyHeaders = 120;                         // the client's HTTP layer loses all beyond 100

Answer blockPage()
{
    return {.status = 200,
            .headers = {{"Content-Type", "text/html; charset=utf-8"}},
            .body = "<!DOCTYPE html>\n<html><head><title>Blocked by policy</title></head><body>Ask your "
                    "administrator.</body></html>\n"};
}

} // namespace

Line::Line(SimVendor& vendor, Duration rttLow, Duration rttHigh, const Faults& faults, std::uint64_t seed)
    : m_vendor(vendor)
    , m_rttLow(rttLow)
    , m_rttHigh(std::max(rttLow, rttHigh))
    , m_faults(faults)
    , m_delays(seed)
    , m_fates(seed ^ 0xFA7E)
{
}

Line::Delays Line::drawDelays()
{
    const Duration whole(m_delays.between(m_rttLow.count(), m_rttHigh.count()));
    const Duration there(m_delays.between(0, whole.count()));
    return {there, whole - there};
}

Duration Line::drawLateness(Duration most)
{
    return Duration(m_delays.between(1, std::max<std::int64_t>(most.count(), 1)));
}

Fate Line::drawFate()
{
    const std::pair<double, Fate> chances[] = {
        {m_faults.closeBeforeEffect, Fate::closedBefore},
        {m_faults.closeAfterEffect, Fate::closedAfter},
        {m_faults.reset, Fate::reset},
        {m_faults.stall, Fate::stalled},
        {m_faults.trickle, Fate::trickled},
        {m_faults.late, Fate::late},
        {m_faults.hugeBody, Fate::hugeBody},
        {m_faults.nonsenseHeaders, Fate::nonsenseHeaders},
        {m_faults.malformedBody, Fate::malformedBody},
        {m_faults.redirect, Fate::redirected},
        {m_faults.outage, Fate::outage},
        {m_faults.gatewayAfterEffect, Fate::gatewayAfterEffect},
        {m_faults.expireSignIn, Fate::signInExpired},
        {m_faults.webPage, Fate::webPage},
        {m_faults.webPageAfterEffect, Fate::webPageAfterEffect},
    };
    double drawn = m_fates.unit();
    for (const auto& [chance, fate] : chances) {
        if (drawn < chance)
            return fate;
        drawn -= chance;
    }
    return Fate::answered;
}

Line::Passage Line::pass(const SimRequest& request, Instant now, Fate fate)
{
    if (fate == Fate::redirected) {
        Answer answer{.status = 307, .headers = {{"Location", m_faults.redirectTo}}, .body = {}};
        return {Ending::answered, std::move(answer)};
    }
    if (fate == Fate::webPage)
        return {Ending::answered, blockPage()};
    if (fate == Fate::signInExpired)
        m_vendor.expireSignIn();
    const bool isWithheld = fate == Fate::closedBefore || fate == Fate::reset || fate == Fate::outage;
    Passage passage;
    passage.answer =
        m_vendor.handle(request, now, isWithheld ? SimVendor::Effect::withheld : SimVendor::Effect::allowed);
    switch (fate) {
    case Fate::closedBefore:
    case Fate::closedAfter:
        passage.ending = Ending::closed;
        break;
    case Fate::reset:
        passage.ending = Ending::reset;
        break;
    case Fate::stalled:
    case Fate::late: // whoever sent it has given up meanwhile
        passage.ending = Ending::stalled;
        break;
    case Fate::trickled:
        passage.ending = Ending::trickled;
        break;
    default:
        spoil(passage.answer, fate);
    }
    if (passage.answer.effects > 0 && passage.ending == Ending::answered && std::exchange(m_losesNext, false))
        passage.ending = Ending::closed;
    return passage;
}

void Line::spoil(Answer& answer, Fate fate)
{
    if (fate == Fate::hugeBody) {
        answer.status = answer.status == 204 ? 200 : answer.status; // 204 has no body
        answer.body.resize(hugeBodyBytes, ' ');
    } else if (fate == Fate::nonsenseHeaders) {
        static constexpr const char* nonsense[] = {"soon",       "-3", "1e99",   "NaN",
                                                   "1893456000", "",   "12, 13", "0x10"};
        for (const char* name : {"Retry-After", "X-Retry-After", "X-Ratelimit-Wait", "X-RateLimit-Limit",
                                 "X-RateLimit-Remaining", "X-RateLimit-Reset"}) {
            std::erase_if(answer.headers,
                          [name](const auto& header) { return !headerOf({header}, name).empty(); });
            answer.headers.emplace_back(name, nonsense[m_fates.between(0, std::ssize(nonsense) - 1)]);
        }
        if (m_fates.between(0, 1) == 1) {
            for (int i = 0; i < tooManyHeaders; ++i)
                answer.headers.emplace_back("X-Padding-" + std::to_string(i), "x");
        }
    } else if (fate == Fate::malformedBody) {
        answer.status = answer.status == 204 ? 200 : answer.status;
        answer.body = answer.body.empty() ? "{\"" : answer.body.substr(0, answer.body.size() / 2);
    } else if (fate == Fate::outage) {
        answer.status = 500;
        answer.headers = {{"Content-Type", "text/html"}};
        answer.body = "<html><body>Internal Server Error</body></html>";
        answer.isRefused = false;
    } else if (fate == Fate::webPageAfterEffect) {
        answer = {.status = blockPage().status,
                  .headers = blockPage().headers,
                  .body = blockPage().body,
                  .effects = answer.effects,
                  .takes = answer.takes};
    } else if (fate == Fate::gatewayAfterEffect) {
        answer.status = 502;
        answer.headers = {{"Content-Type", "text/html"}};
        answer.body = "<html><body>Bad Gateway</body></html>";
        answer.isRefused = false;
    }
}

void Line::play(Mischief mischief, bool isOn, Instant now)
{
    switch (mischief) {
    case Mischief::loseNextAnswer:
        m_losesNext = isOn;
        break;
    case Mischief::refuseNextRequest:
        m_vendor.refuseNext(isOn);
        break;
    case Mischief::block:
        if (isOn)
            m_vendor.block(blockByMischief, now);
        else
            m_vendor.unblock();
        break;
    case Mischief::expireSignIn:
        if (isOn)
            m_vendor.expireSignIn();
        else
            m_vendor.pardonSignIn();
        break;
    case Mischief::answerNotFound:
        m_vendor.answerNotFound(isOn);
        break;
    case Mischief::cutNetwork:
        m_isCut = isOn;
        break;
    }
}

} // namespace simulator
