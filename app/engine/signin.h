#pragma once

#include "base/result.h"
#include "engine/options.h"
#include "engine/sentences.h"
#include "transport/credentials.h"
#include "vendors/profile.h"

#include <QMetaType>

#include <optional>

namespace engine {

/// A sign-in to be tried with one harmless call, as a job with it would be made. The credentials never reach
/// the store.
struct SignInSetup {
    vendors::Profile profile; ///< parameters filled in, preset chosen, not scaled
    QString origin;           ///< empty: the profile's
    transport::Credentials credentials;
    Options options; ///< share of the limits
};

/// Whether there is a call that shows if the sign-in works, and changes nothing: the profile's check, or
/// getting a token (where the credentials are such that tokens can be had for them).
bool isCheckable(const vendors::Profile& profile, bool canRenewToken);

/// What a check of a sign-in showed.
struct SignInResult {
    enum class Kind : unsigned char {
        works,
        refused,      ///< the vendor does not accept the credentials
        forbidden,    ///< it does, but not for this
        unclear,      ///< an answer that says nothing about the sign-in: out of order, another address
        unanswered,   ///< sent, and no answer came
        notSent,      ///< no byte left: no network
        mustWait,     ///< nothing was sent: a limit is full, or the vendor ordered silence
        notCheckable, ///< nothing was sent: there is no call that would touch no item
    };
    Kind kind = Kind::notCheckable;
    QString vendor;
    WallTime at{};
    QString who;                       ///< works: as whom, in the vendor's words; empty: it does not tell
    std::optional<Duration> tokenLife; ///< of the token that was had for the credentials
    int httpStatus = 0;                ///< 0: no answer
    QString words;                     ///< the vendor's, or why there was no answer; redacted
    bool isWebPage = false; ///< unclear: a web page came in place of the vendor's answer; `words`: its title
    QString rule;           ///< mustWait: the limit's name, or the hold's
    bool isHold = false;    ///< mustWait: the vendor ordered it
    std::optional<WallTime> until; ///< mustWait: empty where nobody can say
    QString notOf; ///< these credentials are not of the account that was meant, whose label this is

    bool works() const { return kind == Kind::works; }
};

/// scheme://host:port that every call goes to; `origin` as in SignInSetup. The error is the address's.
base::Result<QString> originOf(const vendors::Profile& profile, const QString& origin);

/// In two lines: what it showed; what that means, and what to do.
Sentence sentence(const SignInResult& result, const Writing& writing);

} // namespace engine

Q_DECLARE_METATYPE(engine::SignInSetup)
Q_DECLARE_METATYPE(engine::SignInResult)
