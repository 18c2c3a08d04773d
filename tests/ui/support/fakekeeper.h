#pragma once

#include "ui/secretkeeper.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace fake {

/// A keychain in memory that answers from the event loop, or when the test lets it: answerAll().
class Keeper final : public ui::SecretKeeper {
public:
    struct Kept {
        ui::SecretPlace place;
        transport::Credentials credentials;
    };

    void save(const ui::SecretPlace& place, const transport::Credentials& credentials, Done done) override
    {
        later([this, place, credentials, done = std::move(done)] {
            if (!problem.empty())
                return done(base::fail(problem));
            std::erase_if(kept, [&](const Kept& k) { return k.place == place; });
            kept.push_back({place, credentials});
            done({});
        });
    }
    void load(const ui::SecretPlace& place, Found found) override
    {
        asked.push_back(place);
        later([this, place, found = std::move(found)] {
            if (!problem.empty())
                return found(base::fail(problem));
            for (const Kept& k : kept)
                if (k.place == place)
                    return found(std::optional(k.credentials));
            found(std::nullopt);
        });
    }
    void remove(const ui::SecretPlace& place, Done done) override
    {
        later([this, place, done = std::move(done)] {
            if (!problem.empty())
                return done(base::fail(problem));
            std::erase_if(kept, [&](const Kept& k) { return k.place == place; });
            done({});
        });
    }
    void answerAll()
    {
        const auto todo = std::move(m_waiting);
        m_waiting.clear();
        for (const auto& answer : todo)
            answer();
    }

    std::vector<Kept> kept;
    std::vector<ui::SecretPlace> asked; ///< places that were looked for
    std::string problem;                ///< of every answer; empty: none
    bool isSlow = false;                ///< waits for answerAll()

private:
    void later(std::function<void()> answer)
    {
        if (isSlow)
            m_waiting.push_back(std::move(answer));
        else
            QTimer::singleShot(0, &m_context, std::move(answer));
    }

    QObject m_context; ///< nothing is answered after its end
    std::vector<std::function<void()>> m_waiting;
};

} // namespace fake
