#pragma once

#include "engine/jobreader.h"
#include "transport/credentials.h"
#include "ui/secretkeeper.h"
#include "vendors/catalog.h"

#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace ui {

struct RehearsalStage;

/// A button of the menu "Make the vendor…": something that goes wrong at the practice vendor. `isSwitch`: it
/// stays so until taken back.
struct Prank {
    QString name, text;
    bool isSwitch = false;
    std::function<void(bool isOn)> play;
};

/// Where the window works: what the main hands in and pages ask for. In practice the vendor is a server of
/// our own on this computer, and signs in with credentials that are made up. A value of functions; UI thread.
struct Workplace {
    bool isPractice = false;
    vendors::Catalog catalog;
    engine::JobReader::Opener openStore; ///< one more connection, read-only
    /// Practice: the address to use instead of the profile's own; starts the server when it is first asked
    /// for.
    std::function<base::Result<QString>(const vendors::Profile& profile)> practiceOrigin;
    std::function<transport::Credentials(const vendors::SignIn& signIn)> practiceCredentials;
    /// Practice: the vendor of an earlier job listens again; gives the credentials that it accepts.
    std::function<base::Result<transport::Credentials>(journal::JobId job)> reopenPractice;
    std::vector<Prank> pranks;
    SecretKeeper* secrets = nullptr; ///< the desktop's keychain; null: nothing is remembered
    /// A stage of its own for each rehearsal of a job with this profile; empty: there are no rehearsals.
    std::function<std::unique_ptr<RehearsalStage>(const vendors::Profile& profile)> makeStage;
    QString operatorName;                  ///< as the audit trail names this user
    QString signedInName;                  ///< "anna on LT-0423", without a chosen name
    QList<QPair<QString, QString>> places; ///< what lies where, for the settings
    QString sampleList;                    ///< file with made-up ids to practise with
};

} // namespace ui
