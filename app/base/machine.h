#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

/// The one place that asks the machine: its clocks, who is using it, and what kind of disk a folder is on.
/// Everything that differs between operating systems is in machine.cpp.
namespace base {

/// CLOCK_BOOTTIME and UTC of this machine. Any thread.
class MachineClock final : public Clock {
public:
    MachineClock();
    Instant now() const override;
    WallTime wallNow() const override;
    std::string bootId() const override;
    Duration asleep() const override;

private:
    std::string m_bootId;
};

/// The login name of the user who runs this program ("anna"), and the machine's name ("LT-0423").
std::string userName();
std::string hostName();

/// The id of this process.
long processId();
/// Whether a process of this id is there now (perhaps another than the one that once had it).
bool isProcessAlive(long id);

/// True where file locks and fsync cannot be trusted (NFS, SMB, FUSE and the like).
bool isNetworkFileSystem(const std::filesystem::path& folder);

/// Which file lies at this path now (device and number); nullopt: none. A file that was removed and made
/// anew, or replaced by a copy, is another one.
struct FileIdentity {
    std::uint64_t device = 0, number = 0;
    bool operator==(const FileIdentity&) const = default;
};
std::optional<FileIdentity> fileIdentity(const std::filesystem::path& file);

/// Makes `folder` (and its parents) with mode 0700. Returns false when that failed.
bool makePrivateFolder(const std::filesystem::path& folder);

/// Makes an empty file with mode 0600 where there is none, and takes the rights of others away where there is
/// one. An existing file is never opened: closing it would drop SQLite's locks on it. False when that failed.
bool makePrivateFile(const std::filesystem::path& file);

/// Waits until all that was written to the open file `handle` is on the disk; false: the disk did not take
/// it.
bool syncToDisk(int handle);

/// The same for the names in a folder (after a rename).
bool syncFolder(const std::filesystem::path& folder);

/// A lock on a file, kept by the kernel: it ends with this object or with the process, however that
/// dies, and it conflicts with every other FileLock on the file, also in this process. A short text can be
/// left in the file for others to read; it decides nothing. Any thread, one at a time.
class FileLock {
public:
    enum class Kind : unsigned char { shared, exclusive };
    enum class Patience : unsigned char { none, wait };

    /// The lock, or nullptr when somebody else holds it (never with Patience::wait). The file is made (0600)
    /// where it is missing and never removed.
    static Result<std::unique_ptr<FileLock>> take(const std::filesystem::path& file, Kind kind,
                                                  Patience patience);
    /// Whether somebody holds a lock on the file now. Takes none itself, so that asking is in nobody's way.
    static bool isHeld(const std::filesystem::path& file);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

    /// Replaces the file's text.
    bool write(const std::string& text);

private:
    explicit FileLock(int handle);
    int m_handle;
};

/// SIGINT and SIGTERM as facts for an event loop: while this lives, the first one only makes `descriptor()`
/// readable, so that the program can end in order; the second one ends it at once with `codeOfSecond`, even
/// if the loop is stuck. One per process, made before other threads; the descriptor belongs to this object.
class EndRequest {
public:
    explicit EndRequest(int codeOfSecond);
    ~EndRequest();
    EndRequest(const EndRequest&) = delete;
    EndRequest& operator=(const EndRequest&) = delete;

    int descriptor() const { return m_descriptor; }

private:
    int m_descriptor = -1;
};

/// Whether the standard error stream is a terminal that a person looks at, and how many columns it has (80
/// where it does not say).
bool isErrorTerminal();
int errorTerminalColumns();

/// A reader of our output that went away shows as a failed write, not as the end of this process.
void ignoreClosedPipes();

/// Closing this socket will reset its connection (RST) instead of ending it in order.
void resetOnClose(int socketDescriptor);

/// Large blocks go back to the system as soon as they are freed. Left alone, glibc keeps them once it has
/// seen some: after a list of a million ids was let go, 90 MB. At the start of a program.
void giveLargeBlocksBack();

/// No core dumps of this process: they would hold secrets.
void forbidCoreDumps();

} // namespace base
