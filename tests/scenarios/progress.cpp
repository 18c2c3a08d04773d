#include "scenarios/checks.h"
#include "scenarios/theory.h"

namespace scenarios {

using namespace std::chrono_literals;

namespace {

std::string milliseconds(Duration length)
{
    return std::to_string(length / 1ms) + " ms";
}

} // namespace

void Progress::finish(Instant at, const End& end)
{
    if (end.done != static_cast<std::uint32_t>(m_plan.ids))
        m_complaints.add(at, "nothing went wrong, but only " + std::to_string(end.done) + " ids are done");
    const auto [least, roundTrips, most] = theoryOf(m_plan);
    if (end.took > most + most / 20 + 1s)
        m_complaints.add(at,
                         "it took " + milliseconds(end.took) + ", in theory at most " + milliseconds(most));
    if (end.took < least)
        m_complaints.add(at, "it took " + milliseconds(end.took) + ", but no limit allows less than "
                                 + milliseconds(least));
    if (!end.forecast)
        return;
    // The forecast knows nothing of round trips, nor of what a vague vendor is found to bear.
    const Duration off = *end.forecast > end.took ? *end.forecast - end.took : end.took - *end.forecast;
    if (off > end.took * (m_plan.isLearned ? 8 : 2) / 100 + roundTrips + 1s)
        m_complaints.add(at, "it took " + milliseconds(end.took) + ", forecast were "
                                 + milliseconds(*end.forecast));
}

} // namespace scenarios
