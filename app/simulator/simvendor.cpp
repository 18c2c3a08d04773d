#include "simulator/simvendor.h"

#include "simulator/accompa.h"
#include "simulator/chameleon.h"
#include "simulator/kameleoon.h"
#include "simulator/wonderpush.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace simulator {

namespace {

/// What a vendor says where the operator made it refuse: long enough to be seen, short enough to be tried.
constexpr Duration askedRefusal = std::chrono::seconds(3);

} // namespace

std::int64_t wholeSeconds(Duration wait)
{
    return std::max<std::int64_t>(std::chrono::ceil<std::chrono::seconds>(wait).count(), 1);
}

SimVendor::SimVendor(VendorOptions options)
    : records(options.data)
    , keyring(options.secrets, {})
    , m_options(std::move(options))
    , m_random(m_options.seed)
    , m_services(m_options.seed ^ 0x5EC0)
    , m_others(m_options.seed ^ 0x07E5)
{
}

SimVendor::~SimVendor() = default;

Duration SimVendor::scaled(Duration documented) const
{
    const double length = static_cast<double>(documented.count()) / m_options.timeScale;
    // However fast the scale, a length stays one.
    return documented > Duration{} ? std::max(Duration(std::llround(length)), Duration(1)) : Duration{};
}

CallWindow SimVendor::window(std::string rule, std::int64_t max, Duration documented)
{
    const Duration per = scaled(documented);
    return {std::move(rule), max, per, m_options.counting, drawPhase(per)};
}

Duration SimVendor::drawPhase(Duration per)
{
    return Duration(m_random.between(0, std::max<std::int64_t>(per.count() - 1, 0)));
}

Instant SimVendor::vendorTime(Instant now) const
{
    const Duration real = now.time_since_epoch();
    // In two parts, as nanoseconds times ppm leave 64 bits after some days of uptime.
    const Duration million(1'000'000);
    const Duration gained = m_options.clockErrorPpm * (real / million) * Duration(1)
                            + Duration(m_options.clockErrorPpm * (real % million).count() / million.count());
    Duration shown = real + gained;
    if (m_options.stampEvery > Duration{})
        shown -= shown % m_options.stampEvery;
    return Instant(shown);
}

void SimVendor::letOthersCall(Instant now)
{
    if (m_options.othersEveryHigh <= Duration{})
        return;
    const auto draw = [this] {
        return Duration(m_others.between(std::max<std::int64_t>(m_options.othersEveryLow.count(), 1),
                                         m_options.othersEveryHigh.count()));
    };
    if (!m_othersNext)
        m_othersNext = now + draw();
    for (; *m_othersNext <= now; *m_othersNext += draw()) {
        for (int i = 0; i < m_options.othersAtOnce; ++i) {
            ++counters.others;
            countOther(*m_othersNext);
        }
    }
}

Answer SimVendor::handle(const SimRequest& request, Instant now, Effect effect)
{
    now = m_latest = std::max(m_latest, now);
    const Instant here = vendorTime(now);
    letOthersCall(here);

    ++counters.requests;
    counters.firstAt = counters.firstAt.value_or(now);
    counters.lastAt = now;
    m_withholdsEffects = effect == Effect::withheld;
    records.withholdEffects(m_withholdsEffects);
    m_service =
        m_options.serviceHigh > Duration{}
            ? Duration(m_services.between(m_options.serviceLow.count(), m_options.serviceHigh.count()))
            : Duration{};

    Answer answer;
    if (isExempt(request)) {
        answer = serve(request, here);
    } else if (std::exchange(m_refusesNext, false)) {
        answer = refuse(request, here, askedRefusal);
    } else if (m_blockedUntil && here < *m_blockedUntil) {
        answer = refuse(request, here, *m_blockedUntil - here);
    } else {
        answer = serve(request, here);
        answer.takes += answer.isRefused ? Duration{} : m_service;
    }
    if (answer.isRefused)
        ++counters.refused;
    return answer;
}

bool SimVendor::erase(std::string_view kind, const std::string& id, Answer& answer)
{
    const Records::State before = records.erase(kind, id);
    if (before == Records::State::deleted)
        ++counters.repeated;
    if (before == Records::State::present && !m_withholdsEffects) {
        ++answer.effects;
        ++counters.effects;
    }
    return before == Records::State::present;
}

Tally SimVendor::tally() const
{
    Tally tally = counters;
    tally.peaks = peaks();
    return tally;
}

std::string SimVendor::shownPath(const SimRequest& request) const
{
    return request.path;
}

bool SimVendor::isExempt(const SimRequest&) const
{
    return false;
}

void SimVendor::beginBlock(Duration length, Instant now)
{
    m_blockedUntil = now + length;
    ++counters.blocks;
}

void SimVendor::endBlock()
{
    m_blockedUntil.reset();
}

void SimVendor::refuseNext(bool isOn)
{
    m_refusesNext = isOn;
}

void SimVendor::block(Duration length, Instant now)
{
    m_latest = std::max(m_latest, now);
    beginBlock(length, vendorTime(m_latest));
}

void SimVendor::unblock()
{
    endBlock();
}

void SimVendor::expireSignIn()
{
    keyring.expireAll();
}

void SimVendor::pardonSignIn()
{
    keyring.pardon();
}

void SimVendor::answerNotFound(bool isOn)
{
    records.answerNotFound(isOn);
}

void SimVendor::callByOthers(int count, Instant now)
{
    m_latest = std::max(m_latest, now);
    const Instant here = vendorTime(m_latest);
    letOthersCall(here);
    for (int i = 0; i < count; ++i) {
        ++counters.others;
        countOther(here);
    }
}

std::unique_ptr<SimVendor> makeVendor(std::string_view profileId, VendorOptions options)
{
    if (profileId == "kameleoon")
        return std::make_unique<Kameleoon>(std::move(options));
    if (profileId == "chameleon")
        return std::make_unique<Chameleon>(std::move(options));
    if (profileId == "wonderpush")
        return std::make_unique<WonderPush>(std::move(options));
    if (profileId == "accompa")
        return std::make_unique<Accompa>(std::move(options));
    return nullptr;
}

} // namespace simulator
