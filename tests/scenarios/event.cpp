#include "scenarios/event.h"

#include <cstdio>

namespace scenarios {

namespace {

const char* wordOf(Happened happened)
{
    static constexpr const char* words[] = {"sent",    "arrived",   "answered", "lost",    "not sent",
                                            "charged", "intended",  "ended",    "changed", "became",
                                            "written", "unwritten", "shown",    "ordered", "died",
                                            "opened",  "woke",      "clock",    "world"};
    return words[static_cast<std::size_t>(happened)];
}

std::string listed(const std::vector<jobs::ItemIndex>& items)
{
    std::string text;
    for (const jobs::ItemIndex item : items)
        text += (text.empty() ? "" : ",") + std::to_string(item);
    return text;
}

} // namespace

std::string describe(const Event& event)
{
    using enum Happened;
    char head[64];
    std::snprintf(head, sizeof head, "%14.6f  %-9s",
                  std::chrono::duration<double>(event.at.time_since_epoch()).count(), wordOf(event.happened));
    std::string text = head;
    if (event.ofJob != 0)
        text += " (second job)";
    if (event.attempt != 0)
        text += " #" + std::to_string(event.attempt);
    if (!event.items.empty())
        text += " items " + listed(event.items);
    switch (event.happened) {
    case arrived:
        text += " " + event.path + " -> " + std::to_string(event.status) + (event.isRefused ? " refused" : "")
                + " effects " + std::to_string(event.effects);
        break;
    case answered:
        text += " " + std::to_string(event.status);
        break;
    case intended:
        text += " " + std::string(name(event.kind));
        break;
    case ended:
        text += " outcome " + std::to_string(static_cast<int>(event.outcome));
        break;
    case changed:
        text += " " + std::string(name(event.item));
        break;
    case became:
        text += " " + std::string(name(event.job)) + " (" + std::string(name(event.reason)) + ")";
        break;
    case shown:
        text += " " + std::string(name(event.shown.state));
        for (const auto count : event.shown.counts.of)
            text += " " + std::to_string(count);
        if (event.shown.waits)
            text += " waits for " + event.shown.rule + " "
                    + std::to_string((event.shown.until - event.shown.now).count()) + " ms";
        break;
    default:
        break;
    }
    return event.what.empty() ? text : text + " " + event.what;
}

void Fingerprint::add(std::uint64_t word)
{
    for (int i = 0; i < 8; ++i, word >>= 8)
        m_value = (m_value ^ (word & 0xFF)) * 1099511628211ULL;
}

void Fingerprint::add(const std::string& text)
{
    for (const char c : text)
        m_value = (m_value ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
}

void Fingerprint::add(const Event& event)
{
    add(static_cast<std::uint64_t>(event.happened));
    add(static_cast<std::uint64_t>(event.at.time_since_epoch().count()));
    add(event.attempt);
    add(static_cast<std::uint64_t>(event.ofJob));
    for (const jobs::ItemIndex item : event.items)
        add(item);
    add(static_cast<std::uint64_t>(event.item) << 32 | static_cast<std::uint64_t>(event.job) << 24
        | static_cast<std::uint64_t>(event.reason) << 16 | static_cast<std::uint64_t>(event.outcome) << 8
        | static_cast<std::uint64_t>(event.kind));
    add(static_cast<std::uint64_t>(event.status));
    add(event.path);
    add(event.what);
    add(event.shown.rule);
    add(static_cast<std::uint64_t>(event.shown.until.time_since_epoch().count()));
}

} // namespace scenarios
