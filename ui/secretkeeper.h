#pragma once

#include "base/result.h"
#include "transport/credentials.h"

#include <QString>

#include <functional>
#include <optional>

namespace ui {

/// What remembered credentials belong to. They are found again only for the same vendor, origin and label, so
/// that no other address is ever given them.
struct SecretPlace {
    QString profile; ///< id: "kameleoon"
    QString origin;  ///< scheme://host:port
    QString label;   ///< the account's name on screen: "Production"
    bool operator==(const SecretPlace&) const = default;
};

/// Remembers credentials outside of this program: the desktop's keychain. Every answer comes once, later, in
/// the UI thread; it may take as long as a person needs to unlock it. Where nothing can be remembered the
/// answer is an error in words.
class SecretKeeper {
public:
    using Done = std::function<void(base::Result<void>)>;
    using Found = std::function<void(base::Result<std::optional<transport::Credentials>>)>;

    virtual ~SecretKeeper() = default;
    virtual void save(const SecretPlace& place, const transport::Credentials& credentials, Done done) = 0;
    virtual void load(const SecretPlace& place, Found found) = 0;
    virtual void remove(const SecretPlace& place, Done done) = 0; ///< also fine where there is none
};

} // namespace ui
