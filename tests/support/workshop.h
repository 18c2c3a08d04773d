#pragma once

#include "engine/core.h"
#include "simulator/simtransport.h"
#include "simulator/simvendor.h"
#include "simulator/virtualclock.h"

#include "idlist/choice.h"

#include "journal/memoryledger.h"
#include "journal/memorystore.h"

#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace support {

/// The whole engine on a virtual clock, in front of a simulated vendor: nothing here waits for real time. It
/// can be killed and opened again on what was stored, as a program on a machine.
class Workshop {
public:
    struct Setup {
        QString profile = QStringLiteral("kameleoon");
        QString operation; ///< empty: the profile's first
        simulator::VendorOptions vendor;
        /// A vendor with rules of its own; empty: the profile's, as documented.
        std::function<std::unique_ptr<simulator::SimVendor>(simulator::VendorOptions)> makeVendor;
        std::function<void(vendors::Profile&)> adjust; ///< what the profile's file would say otherwise
        simulator::NetworkOptions network;
        QMap<QString, QString> parameters;
        int idLength = 0; ///< ids are filled up with zeros in front
        /// Changes what the engine stands on, each time before it opens: another disk, another wire.
        std::function<void(engine::World&)> furnish;
        std::function<void(const simulator::WireEvent&)> onlooker; ///< sees everything on the wire
        base::Duration workerTakes{}; ///< how long a forecast is under way, as in a thread of its own
        idlist::Choice choice;        ///< how lists are read
        QString accountLabel = QStringLiteral("Production");
        std::optional<base::WallTime> wall; ///< what the clock on it shows; empty: the virtual clock's own
    };
    explicit Workshop(Setup setup);
    ~Workshop();

    /// A job over ids 1000, 1001, …; runs nothing yet. 0 where it is refused.
    engine::JobId newJob(int count, const engine::Options& options = {});
    /// The same of these ids, one a line.
    engine::JobId newJob(const QByteArray& ids, const engine::Options& options = {});
    void approve(engine::JobId job, qint64 typed);
    /// Asks for a check of the sign-in; what it shows is in `signIns`, a refusal in `refusals`.
    void checkSignIn(const engine::Options& options = {});
    /// The same, and waits for the answer: nullopt where it was refused, or none came within 2 min.
    std::optional<engine::SignInResult> signIn(const engine::Options& options = {});
    /// Asks for a look at these ids ("4711 label on the list") and waits for the answer as above.
    std::optional<engine::LookResult> look(const QStringList& ids);
    /// The same for the untouched ids of a job.
    std::optional<engine::LookResult> lookAtUntouched(engine::JobId job);
    void resume(engine::JobId job, bool retryFailed = false, bool retryUnknown = false);

    /// Moves time until the job is neither running nor pausing. False when `most` is over before.
    bool runUntilStill(engine::JobId job, base::Duration most);
    void runFor(base::Duration length);
    /// The engine's alarm, which comes every few seconds at least whatever was planned; here it comes when
    /// called.
    void stir() { wake(clock.now()); }

    /// The program dies here and now; open() starts it again on what was stored.
    void kill();
    void open();
    /// The same where the store may refuse: then there is no engine.
    base::Result<void> tryOpen();

    engine::JobSnapshot job(engine::JobId id) const;
    std::vector<journal::ItemRow> rows(engine::JobId id) const;
    /// When each request reached the vendor, and what it was.
    struct Arrival {
        base::Instant at{};
        QString shown;
        bool isRefused = false;
    };
    const std::vector<Arrival>& arrivals() const { return m_arrivals; }
    /// The most arrivals within any window of this length (both ends belong to it).
    std::size_t mostWithin(base::Duration window) const;

    simulator::VirtualClock clock;
    std::unique_ptr<simulator::SimVendor> vendor;
    std::shared_ptr<journal::MemoryStore> store = std::make_shared<journal::MemoryStore>();
    std::map<QString, std::shared_ptr<journal::MemoryLedger>> ledgers;
    std::unique_ptr<engine::Core> core;
    simulator::SimTransport* transport = nullptr; ///< of the present core
    transport::Credentials credentials;
    int firstId = 1000;                        ///< of the next job's list
    QString listName = QStringLiteral("list"); ///< of the next job
    QString name, note;                        ///< of the next job; without a name it takes the list's

    /// What the engine refused, newest last.
    std::vector<std::pair<engine::Refused, QString>> refusals;
    std::vector<engine::SignInResult> signIns; ///< what checks of the sign-in showed, newest last
    std::vector<engine::LookResult> looks;     ///< what looks at ids showed, newest last
    int shutDowns = 0;

private:
    void endProgram();
    std::optional<engine::LookResult> awaitLook(const std::function<void()>& ask);
    void wake(base::Instant at);
    void tick();

    Setup m_setup;
    vendors::Profile m_profile;
    std::vector<Arrival> m_arrivals;
    std::optional<simulator::VirtualClock::Event> m_wake;
    std::optional<base::Instant> m_wakeAt;
    engine::JobId m_created = 0;
    std::shared_ptr<int> m_life; ///< events of a killed program find it gone
};

} // namespace support
