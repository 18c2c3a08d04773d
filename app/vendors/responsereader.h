#pragma once

#include "base/outcome.h"
#include "vendors/body.h"
#include "vendors/plaintext.h"
#include "vendors/profile.h"
#include "vendors/response.h"

#include <QString>

#include <cstddef>

namespace vendors {

/// What a look-up showed. Shown, never stored.
struct LookupAnswer {
    bool isThere = false;
    QString label; ///< what a person recognises: an e-mail address, a name
    QString roles; ///< as the vendor words them, joined by commas
    bool isAdministrator = false;
};

/// Reads answers to one operation of one vendor, by nothing but its profile: the outcome of the item (the
/// operation's rules first, then the profile's, then what HTTP means by a status) and the signals about the
/// quota. Every text of the vendor's is redacted, without control characters and at most 500 bytes.
///
/// A cut answer (isTruncated): its status stands, since it came whole before the body. So 2xx is done,
/// without a receipt if that was lost with the rest; a refusal's code may be lost likewise, and then the
/// status alone decides. Of cut XML the elements that were whole still count; cut JSON tells nothing.
///
/// A success whose body is a web page is not the vendor's answer (see isWebPage), unless the operation says
/// that such are its answers: it is lost, whatever a rule makes of its status.
///
/// Knows no time and no earlier answers: what an outcome means after an unknown is the transition table's. A
/// value; const, so any thread (the redactor must be, too).
class ResponseReader {
public:
    /// `operationId` may be empty: for answers to token, check and probe calls.
    ResponseReader(Profile profile, const QString& operationId, Redact redact = {});

    /// scheme://host:port that the requests go to, where it is not the profile's own.
    void setOrigin(const QString& origin) { m_origin = origin; }
    /// Who takes out the secrets, where they are known only later than the profile.
    void setRedact(Redact redact) { m_redact = std::move(redact); }

    /// The answer to one item (or call). For more than one item: readBatch.
    base::Reading read(const Response& response, std::size_t items = 1) const;

    /// The answer to a batch: one outcome per item, matched by position, however many were sent. An entry is
    /// read like an answer of its own. An answer with too few or too many entries proves nothing: every item
    /// is lost. A refusal of the whole request (400, 404) says nothing about its items either: stop.
    base::Reading readBatch(const Response& response, std::size_t items) const;

    /// The answer to the profile's probe: a ProbeSignal where it can be read, none otherwise (then all stays
    /// as it was).
    base::Reading readProbe(const Response& response) const;

    /// As whom the check call signed in; empty where the vendor does not tell.
    QString readWho(const Response& response) const;

    LookupAnswer readLookup(const Response& response) const;
    QString lookupLabel(const Response& response) const { return readLookup(response).label; }

    /// Whether the next try needs a new idempotency key: the vendor itself failed (5xx), not a gateway before
    /// it.
    bool isKeySpent(const Response& response) const;

private:
    base::OutcomeKind kindOf(const Body& body, const QString& code) const;
    base::Outcome outcomeOf(const Body& body, const QString& code) const;
    std::string messageOf(const Body& body, base::OutcomeKind kind) const;
    QString redirection(const Response& response) const;
    QString codeOf(const Body& body) const;
    void readEntry(const QJsonValue& entry, base::Reading& reading) const;

    Profile m_profile;
    Operation m_operation; ///< a default one, without rules, where there is none
    Redact m_redact;
    QString m_origin;
};

} // namespace vendors
