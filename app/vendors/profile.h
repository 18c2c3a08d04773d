#pragma once

#include "base/outcome.h"
#include "limits/limits.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

/// What Sluice knows about a vendor, as data. A profile is JSON (resources/profiles, or a file of the user's
/// own); ProfileReader turns it into these structs, and nothing in the engine asks which vendor it is.
namespace vendors {

using base::Duration;

/// Where a rule or number comes from. `isVerified` false: we believe it, nobody has seen it work; screens say
/// so.
struct Provenance {
    QString source;  ///< title and address of the document
    QString checked; ///< ISO date
    bool isVerified = true;
    bool operator==(const Provenance&) const = default;
};

/// A place in a response that holds a value. JSON and XML paths are written `/error/code`.
struct ValuePlace {
    enum class In : unsigned char { header, json, xml };
    In in = In::header;
    QString path;
    bool operator==(const ValuePlace&) const = default;
};

/// Which answers a rule speaks of: every condition that is set must hold. An empty one matches every answer.
struct AnswerMatch {
    QList<int> statuses;           ///< empty: any
    QStringList codes;             ///< the vendor's own code; empty: any
    std::optional<ValuePlace> has; ///< the value is present
    bool operator==(const AnswerMatch&) const = default;
};

/// What a matching answer means for the item.
struct AnswerRule {
    AnswerMatch when;
    base::OutcomeKind outcome = base::OutcomeKind::failed;
    Provenance provenance{};
    bool operator==(const AnswerRule&) const = default;
};

/// What a matching answer says about the quota. Values are read strictly; nonsense is no signal.
struct SignalRule {
    enum class Kind : unsigned char { hold, concurrency, quota, refusal };
    AnswerMatch when;
    Kind kind = Kind::hold;
    base::HoldCause cause = base::HoldCause::throttle; ///< hold
    QList<ValuePlace> wait; ///< hold: seconds (or an HTTP date); the largest of those present counts
    Duration waitDefault{}; ///< hold: where none of the places holds a value; 0: then it is no hold
    Duration waitCap{std::chrono::hours(25)}; ///< hold: never believed to be longer than this
    QString
        teaches; ///< hold: the limit that was met, by its name or by one that no limit has; empty: unknown
    QList<ValuePlace> max;                             ///< concurrency
    std::optional<ValuePlace> limit, remaining, reset; ///< quota; reset in seconds
    Duration atLeast{};                                ///< refusal: a limit that tells no wait
    Provenance provenance{};
    bool operator==(const SignalRule&) const = default;
};

/// How requests are signed. `token` in the credentials is what `bearer`, `header` and `query` place.
struct SignIn {
    enum class Kind : unsigned char {
        none,
        bearer,          ///< Authorization: Bearer <token>
        header,          ///< <name>: <token>
        query,           ///< ?<name>=<token>
        basicAndPathKey, ///< HTTP Basic with user and password, and {api_key} in the base URL
    };
    Kind kind = Kind::none;
    QString name; ///< of the header or the query item
    /// Tokens can be had for client_id + client_secret (OAuth 2 client credentials, RFC 6749 4.4) at this
    /// path.
    std::optional<QString> tokenPath;
    Duration tokenLifeDefault{}; ///< where the answer has no expires_in
    Provenance provenance{};
    bool operator==(const SignIn&) const = default;
};

/// A harmless call that shows whether the sign-in works, and as whom.
struct Check {
    QString method = QStringLiteral("GET");
    QString path;
    bool isFromOrigin = false; ///< the path is taken from the origin, not from the base URL
    std::optional<ValuePlace> who;
    Provenance provenance{};
    bool operator==(const Check&) const = default;
};

/// A call that tells how a block stands without starting it again.
struct Probe {
    QString method = QStringLiteral("GET");
    QString path;
    Duration every{std::chrono::seconds(30)};
    ValuePlace open;                ///< the value that tells
    QString openValue;              ///< and what it is when the block is over
    std::optional<ValuePlace> wait; ///< seconds still to wait
    Provenance provenance{};
    bool operator==(const Probe&) const = default;
};

/// A GET that shows one item before it is deleted.
struct Lookup {
    QString path;       ///< with {id}
    QStringList labels; ///< JSON paths of what a person recognises (e-mail, name), first present wins
    QStringList roles;  ///< JSON paths that show an administrator
    QString administrator =
        QStringLiteral("(?i)admin"); ///< regular expression, found in a role: an administrator
    Provenance provenance{};
    bool operator==(const Lookup&) const = default;
};

/// Many items in one request: cost 1 at `path`, and 1 each at the operation's own path. The request's body is
/// one JSON object, {"requests": [{"method", "path"}, …]}; the answer holds one entry per item, in the same
/// order.
struct BatchForm {
    QString path;
    int max = 100;
    QString responses = QStringLiteral("/responses"); ///< JSON path of the list of entries
    QString itemDone = QStringLiteral("/success");    ///< JSON path inside an entry: true means done
    QString itemStatus =
        QStringLiteral("/error/status"); ///< JSON path inside an entry: the item's own status
    Provenance provenance{};
    bool operator==(const BatchForm&) const = default;
};

/// A key that makes asking again safe.
struct Idempotency {
    QString header;
    int lengthMax = 64;
    /// A 5xx answer that holds this value comes from the vendor itself: the next try needs a new key. Without
    /// it (no answer, a gateway's 5xx) the same key is sent again.
    std::optional<ValuePlace> spentBy;
    Provenance provenance{};
    bool operator==(const Idempotency&) const = default;
};

/// Method + path + id pattern + what its answers mean.
struct Operation {
    QString id;                            ///< "delete-account"
    QString name;                          ///< by effect, for people: "Delete accounts"
    QString verb, participle, noun, nouns; ///< "Delete", "deleted", "account", "accounts"
    QString effect;                        ///< one sentence: "This cannot be undone."
    bool isReversible = false;
    bool isPrivacyRequest = false; ///< labels are not stored unless asked for
    QString method;
    QString path;                          ///< below the base URL, with {id}: "/accounts/{id}"
    QString idPattern;                     ///< regular expression for the whole id
    QStringList ownPrefixes;               ///< accepted and taken off: "RE-"
    QStringList foreignPrefixes;           ///< another kind's: rejected
    bool isCaseFolded = false;             ///< ids differ only in case: same item
    QString contentType;                   ///< empty: none
    bool askAgain = false;                 ///< asking again after a lost answer is harmless
    bool firstAbsentIsGone = false;        ///< otherwise it is failed: "not found" proves nothing
    bool absentAfterUnknownIsGone = false; ///< "probably ours"; otherwise unknown
    bool answersHtml = false;              ///< a web page is an ordinary answer; otherwise never the vendor's
    std::vector<AnswerRule> answers;       ///< looked at before the profile's
    std::optional<ValuePlace> receipt;
    std::optional<Lookup> lookup;
    std::optional<BatchForm> batch;
    std::optional<Idempotency> idempotency;
    Provenance provenance;
    bool operator==(const Operation&) const = default;
};

/// Something only the operator knows: Accompa's daily limit. Used in a limit's "max" as "{dailyLimit}".
struct Parameter {
    QString name, label, help;
    bool isRequired = true;
    qint64 min = 1, max = 1'000'000'000;
    std::optional<qint64> value; ///< default
    bool operator==(const Parameter&) const = default;
};

/// What a profile says of a limit beyond what the limiter has to know.
struct LimitTerms {
    QString maxParameter; ///< the parameter that `max` (paced: `burst`) is taken from; empty: it is a number
    QString reserveParameter;      ///< likewise for `reserve`
    std::optional<qint64> ceiling; ///< never to be learned upward beyond this
    bool operator==(const LimitTerms&) const = default;
};

/// More limits under a name: "gentle". They hold beside the profile's own; one of the same name takes that
/// one's place.
struct Preset {
    QString id, name;
    std::vector<limits::Limit> limits;
    Provenance provenance;
    std::vector<Provenance> limitProvenance; ///< one per limit
    std::vector<LimitTerms> limitTerms;      ///< one per limit
    bool operator==(const Preset&) const = default;
};

struct Profile {
    QString id, name;
    QString vendor;  ///< short, for sentences: "Kameleoon"
    QString baseUrl; ///< may hold {api_key}
    SignIn signIn;
    std::vector<limits::Limit> limits;
    std::vector<Provenance> limitProvenance; ///< one per limit
    std::vector<LimitTerms> limitTerms;      ///< one per limit
    std::vector<Preset> presets;
    std::vector<Parameter> parameters;
    std::vector<Operation> operations;
    std::vector<AnswerRule> answers; ///< for every operation, after its own
    std::vector<SignalRule> signals;
    std::optional<ValuePlace> errorCode, errorMessage;
    std::optional<Check> check;
    std::optional<Probe> probe;
    Duration linger{
        std::chrono::seconds(60)}; ///< how long after an attempt's end a call may still be counted
    Duration deadline{std::chrono::seconds(30)}; ///< total, per request
    int inFlightDefault = 16;
    Duration backoffFirst{std::chrono::seconds(1)}; ///< outage: doubled each time
    Duration backoffMost{std::chrono::minutes(5)};
    bool isBuiltIn = false;

    const Operation* operation(const QString& operationId) const;
    const QString& shortName() const { return vendor.isEmpty() ? name : vendor; }
    bool operator==(const Profile&) const = default;
};

} // namespace vendors
