#include "engine/core.h"

#include <algorithm>
#include <limits>

/// The part of the core that knows in which order the jobs of one account take turns.
namespace engine {

std::pair<int, JobId> Core::turnOf(JobId job) const
{
    const auto turn = m_turns.find(job);
    const bool hasPlace = turn != m_turns.end() && turn->second > 0;
    return {hasPlace ? turn->second : std::numeric_limits<int>::max(), job};
}

std::vector<Run*> Core::inTurn() const
{
    std::vector<Run*> runs;
    for (const auto& [id, run] : m_runs)
        runs.push_back(run.get());
    std::ranges::sort(runs, {}, [this](const Run* run) { return turnOf(run->id()); });
    return runs;
}

bool Core::isOver(const JobSnapshot& idle) const
{
    const auto run = m_runs.find(idle.id);
    return jobs::isOver(run == m_runs.end() ? idle.state : run->second->state());
}

void Core::numberTurns(QList<JobSnapshot>& jobs) const
{
    std::vector<JobSnapshot*> live;
    for (JobSnapshot& job : jobs) {
        if (!jobs::isOver(job.state))
            live.push_back(&job);
    }
    std::ranges::sort(live, [this](const JobSnapshot* a, const JobSnapshot* b) {
        return std::pair(a->accountKey, turnOf(a->id)) < std::pair(b->accountKey, turnOf(b->id));
    });
    for (std::size_t i = 0; i < live.size(); ++i)
        live[i]->turn = i > 0 && live[i - 1]->accountKey == live[i]->accountKey ? live[i - 1]->turn + 1 : 1;
}

void Core::setTurn(JobId job, int place)
{
    const auto moved = std::ranges::find(m_idle, job, &JobSnapshot::id);
    if (moved == m_idle.end() || isOver(*moved))
        return;
    std::vector<JobId> order;
    for (const JobSnapshot& idle : m_idle) {
        if (idle.accountKey == moved->accountKey && !isOver(idle))
            order.push_back(idle.id);
    }
    std::ranges::sort(order, {}, [this](JobId id) { return turnOf(id); });
    const auto from = std::ranges::find(order, job) - order.begin();
    const auto to = std::clamp<std::ptrdiff_t>(place - 1, 0, std::ssize(order) - 1);
    if (from == to)
        return;
    order.erase(order.begin() + from);
    order.insert(order.begin() + to, job);
    // All of them get a place, so that a job that is made later comes last.
    for (std::size_t i = 0; i < order.size(); ++i) {
        const int turn = static_cast<int>(i) + 1;
        if (m_turns[order[i]] == turn)
            continue;
        Run* run = load(0, order[i]);
        if (run == nullptr)
            return;
        Options options = run->options();
        options.turn = turn;
        journal::AuditEntry why;
        if (order[i] == job)
            why = {m_world->clock->wallNow(), m_world->operatorName, QStringLiteral("turn"),
                   QStringLiteral("%1, was %2 of %3").arg(turn).arg(from + 1).arg(order.size())};
        if (auto kept = run->keep(options, why); !kept) {
            refuse(0, Refused::store, QString::fromStdString(kept.error().message));
            return;
        }
        m_turns[order[i]] = turn;
    }
    m_hooks.wakeUp();
}

} // namespace engine
