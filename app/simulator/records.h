#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace simulator {

/// An id whose requests end with `status`, the first `times` times (below 0: always).
struct Failure {
    int status = 500;
    int times = -1;
    bool isAfterEffect = false; ///< deleted all the same
};

/// What the vendor holds. Every id of the right form exists, unless named here.
struct DataOptions {
    std::set<std::string> missing;
    std::set<std::string> administrators;
    std::map<std::string, std::string> addresses; ///< e-mail by id; empty: made up from the id
    std::map<std::string, Failure> failing;
};

/// The vendor's records: which ids exist, which were deleted. Remembers every deletion.
class Records {
public:
    enum class State : unsigned char { present, missing, deleted };

    explicit Records(DataOptions options);

    State stateOf(std::string_view kind, const std::string& id) const;
    /// Deletes it where it is present and effects are not withheld. Returns what it was before.
    State erase(std::string_view kind, const std::string& id);
    bool isAdministrator(const std::string& id) const;
    /// The e-mail address of an id; empty: it has none.
    std::string addressOf(const std::string& id) const;
    /// The status this request fails with, 0: it does not. Uses up one of the failure's times.
    Failure failureOf(const std::string& id);

    void answerNotFound(bool isOn) { m_answersNotFound = isOn; }
    void withholdEffects(bool isOn) { m_withholds = isOn; }

private:
    DataOptions m_options;
    std::unordered_map<std::string, std::unordered_set<std::string>> m_deleted; ///< by kind
    bool m_answersNotFound = false;
    bool m_withholds = false;
};

} // namespace simulator
