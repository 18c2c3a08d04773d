#pragma once

#include "engine/world.h"
#include "simulator/mischief.h"
#include "simulator/records.h"
#include "ui/preferences.h"
#include "ui/workplace.h"

#include <map>
#include <memory>

namespace simulator {
class PracticeServer;
}

namespace ui {

/// What the engine of the window stands on. Part of the main: it alone may know store, sockets and simulator.
/// `store` empty: the usual place; practice has a store of its own.
base::Result<engine::World> makeWorld(const QString& store, bool isPractice);

/// The file of the jobs, and everything else of this user, for people to see.
QString storeFile(const QString& store, bool isPractice);
QList<QPair<QString, QString>> placesOf(const QString& store, bool isPractice);

/// Real requests go the way that the settings say.
void useProxy(engine::World& world, const Preferences& preferences);

/// Opens the same store once more, to read.
engine::JobReader::Opener readerOf(const QString& store, bool isPractice);

/// Remembers credentials in the desktop's keychain. Needs an event loop.
std::unique_ptr<SecretKeeper> makeSecretKeeper();

/// The folder of the user's own profiles.
QString profilesFolder();

/// The vendors to practise with: one server on this computer per profile, started when first asked for, and
/// what can go wrong at all of them. UI thread.
class PracticeGround {
public:
    /// The vendors hold the accounts of `sampleList`, with its labels; one of them is an administrator.
    /// Empty: every id of the right form.
    explicit PracticeGround(engine::JobReader::Opener openStore, QString sampleList = {});
    ~PracticeGround();

    base::Result<QString> originFor(const vendors::Profile& profile);
    /// A job of an earlier practice goes on: its vendor listens again where it did. Gives its credentials.
    base::Result<transport::Credentials> reopen(journal::JobId job);
    std::vector<Prank> pranks();

private:
    void play(simulator::Mischief mischief, bool isOn);

    simulator::DataOptions accounts() const;

    engine::JobReader::Opener m_openStore;
    QString m_sampleList;
    std::map<QString, std::unique_ptr<simulator::PracticeServer>> m_servers; ///< by profile id and port
};

} // namespace ui
