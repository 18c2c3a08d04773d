#pragma once

#include "base/machine.h"

#include <QString>

#include <memory>
#include <optional>
#include <variant>

namespace journal {

/// The right to use an account: one program at a time, kept by the kernel, so it ends with this object or
/// with the process. The name, process id and start time left in the file are for display and decide nothing.
class AccountLock {
public:
    /// Who has it now. A holder that has not written its name yet has an empty program and pid 0;
    /// the name of a process that is gone is nobody's.
    struct Holder {
        QString program; ///< "sluice-cli"
        qint64 pid = 0;
        base::WallTime since{};

        QString inWords() const; ///< "sluice-cli (process 4711) since 2026-11-21 09:12:44 UTC"
    };
    using Answer = std::variant<std::unique_ptr<AccountLock>, Holder>;

    /// The lock on `file` (its folder is made), or its holder. An error where there can be no lock.
    static base::Result<Answer> take(const QString& file, const QString& program, base::WallTime now);

    /// Who has the lock on `file` now; nullopt: nobody. Takes nothing, so it is in nobody's way.
    static std::optional<Holder> holder(const QString& file);

    ~AccountLock();
    AccountLock(const AccountLock&) = delete;
    AccountLock& operator=(const AccountLock&) = delete;

private:
    explicit AccountLock(std::unique_ptr<base::FileLock> lock);
    std::unique_ptr<base::FileLock> m_lock;
};

} // namespace journal
