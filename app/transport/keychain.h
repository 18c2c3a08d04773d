#pragma once

#include "base/result.h"
#include "transport/credentials.h"

#include <QObject>
#include <QString>

#include <functional>
#include <optional>

namespace QKeychain {
class Job;
}

namespace transport {

/// Remembers credentials in the desktop's keychain (the secret service, KWallet), and nowhere else: where
/// there is none, the answer is an error that says so, and nothing is written. Every answer comes once, from
/// the event loop; none comes after the end of this object. Lives in one thread with an event loop.
class Keychain : public QObject {
public:
    /// What a remembered secret belongs to. It is found again only for the same vendor *and* origin, so no
    /// other address can ever be given it.
    struct Entry {
        QString profile; ///< id: "kameleoon"
        QString origin;  ///< as RequestBuilder::origin()
        QString label;   ///< the account's name on screen: "Production"
    };
    using Done = std::function<void(base::Result<void>)>;
    using Found =
        std::function<void(base::Result<std::optional<Credentials>>)>; ///< nullopt: nothing remembered

    using QObject::QObject;

    void save(const Entry& entry, const Credentials& credentials, Done done);
    void load(const Entry& entry, Found found);
    void remove(const Entry& entry, Done done); ///< also fine where there is none

private:
    void start(QKeychain::Job* job, const Entry& entry, std::function<void(QKeychain::Job&)> ended);
};

} // namespace transport
