#include "base/machine.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <linux/magic.h>
#include <malloc.h>
#include <pwd.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

namespace base {

namespace {

std::chrono::nanoseconds read(clockid_t clock)
{
    timespec t{};
    ::clock_gettime(clock, &t);
    return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

std::string readBootId()
{
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id.empty() ? "unknown" : id;
}

// A signal handler can reach nothing but statics.
std::atomic<int> endDescriptor{-1};
std::atomic<int> codeOfSecondEnd{1};
std::atomic<bool> isEndAsked{false};

extern "C" void askForEnd(int)
{
    if (isEndAsked.exchange(true))
        ::_exit(codeOfSecondEnd);
    const int before = errno;
    const std::uint64_t one = 1;
    // An eventfd that is full is readable already, so a failed write loses nothing.
    [[maybe_unused]] const ssize_t written = ::write(endDescriptor, &one, sizeof one);
    errno = before;
}

void handleEnd(void (*handler)(int))
{
    struct sigaction action{};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

} // namespace

MachineClock::MachineClock() : m_bootId(readBootId()) {}

Instant MachineClock::now() const
{
    return Instant(read(CLOCK_BOOTTIME));
}

WallTime MachineClock::wallNow() const
{
    return WallTime(std::chrono::floor<std::chrono::milliseconds>(read(CLOCK_REALTIME)));
}

Duration MachineClock::asleep() const
{
    // Read in this order, what passes between the two makes it smaller, never larger.
    const auto boot = read(CLOCK_BOOTTIME);
    const auto awake = read(CLOCK_MONOTONIC);
    return std::max(boot - awake, std::chrono::nanoseconds::zero());
}

std::string MachineClock::bootId() const
{
    return m_bootId;
}

std::string userName()
{
    if (const passwd* entry = ::getpwuid(::geteuid()); entry != nullptr && entry->pw_name != nullptr)
        return entry->pw_name;
    return std::to_string(::geteuid());
}

std::string hostName()
{
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? std::string(name) : std::string("localhost");
}

long processId()
{
    return ::getpid();
}

bool isProcessAlive(long id)
{
    // Signal 0 only asks; one that is not ours may not be asked, so it is there.
    return id > 0 && id <= INT_MAX && (::kill(static_cast<pid_t>(id), 0) == 0 || errno == EPERM);
}

bool isNetworkFileSystem(const std::filesystem::path& folder)
{
    struct statfs fs{};
    if (::statfs(folder.c_str(), &fs) != 0)
        return false;
    switch (static_cast<unsigned long>(fs.f_type)) {
    case NFS_SUPER_MAGIC:
    case SMB_SUPER_MAGIC:
    case 0xFF534D42UL: // CIFS
    case 0xFE534D42UL: // SMB2
    case FUSE_SUPER_MAGIC:
    case AFS_SUPER_MAGIC:
    case CODA_SUPER_MAGIC:
    case V9FS_MAGIC:
        return true;
    default:
        return false;
    }
}

std::optional<FileIdentity> fileIdentity(const std::filesystem::path& file)
{
    struct stat known{};
    if (::stat(file.c_str(), &known) != 0)
        return std::nullopt;
    return FileIdentity{known.st_dev, known.st_ino};
}

bool makePrivateFolder(const std::filesystem::path& folder)
{
    std::error_code error;
    if (std::filesystem::is_directory(folder, error))
        return true;
    if (folder.has_parent_path() && !std::filesystem::exists(folder.parent_path(), error)
        && !makePrivateFolder(folder.parent_path()))
        return false;
    return ::mkdir(folder.c_str(), 0700) == 0 || std::filesystem::is_directory(folder, error);
}

bool makePrivateFile(const std::filesystem::path& file)
{
    const int made = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (made >= 0)
        return ::close(made) == 0;
    struct stat status{};
    if (errno != EEXIST || ::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    return (status.st_mode & 077) == 0 || ::chmod(file.c_str(), status.st_mode & 0700) == 0;
}

bool syncToDisk(int handle)
{
    return ::fsync(handle) == 0;
}

bool syncFolder(const std::filesystem::path& folder)
{
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        return false;
    const bool isSynced = ::fsync(handle) == 0;
    ::close(handle);
    return isSynced;
}

FileLock::FileLock(int handle) : m_handle(handle) {}

FileLock::~FileLock()
{
    ::close(m_handle);
}

Result<std::unique_ptr<FileLock>> FileLock::take(const std::filesystem::path& file, Kind kind,
                                                 Patience patience)
{
    const int handle = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle < 0)
        return fail("The lock file " + file.string() + " could not be opened: " + std::strerror(errno) + ".");
    // A lock of the open file, not of the process (fcntl's open file description locks): a second lock in the
    // same process is refused too, and it can be looked at without being taken.
    struct flock wish{};
    wish.l_type = kind == Kind::shared ? F_RDLCK : F_WRLCK;
    wish.l_whence = SEEK_SET;
    int answer = -1;
    do
        answer = ::fcntl(handle, patience == Patience::none ? F_OFD_SETLK : F_OFD_SETLKW, &wish);
    while (answer != 0 && errno == EINTR);
    if (answer == 0)
        return std::unique_ptr<FileLock>(new FileLock(handle));
    const int error = errno;
    ::close(handle);
    if (error == EAGAIN || error == EACCES)
        return std::unique_ptr<FileLock>();
    return fail("The file " + file.string() + " could not be locked: " + std::strerror(error) + ".");
}

bool FileLock::isHeld(const std::filesystem::path& file)
{
    const int handle = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (handle < 0)
        return false;
    struct flock wish{};
    wish.l_type = F_WRLCK;
    wish.l_whence = SEEK_SET;
    const bool isAnswered = ::fcntl(handle, F_OFD_GETLK, &wish) == 0;
    ::close(handle);
    return isAnswered && wish.l_type != F_UNLCK;
}

bool FileLock::write(const std::string& text)
{
    return ::ftruncate(m_handle, 0) == 0
           && ::pwrite(m_handle, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

EndRequest::EndRequest(int codeOfSecond) : m_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    endDescriptor = m_descriptor;
    codeOfSecondEnd = codeOfSecond;
    isEndAsked = false;
    handleEnd(askForEnd);
}

EndRequest::~EndRequest()
{
    handleEnd(SIG_DFL);
    ::close(m_descriptor);
}

bool isErrorTerminal()
{
    return ::isatty(STDERR_FILENO) == 1;
}

int errorTerminalColumns()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void ignoreClosedPipes()
{
    ::signal(SIGPIPE, SIG_IGN);
}

void resetOnClose(int socketDescriptor)
{
    const linger atOnce{1, 0};
    ::setsockopt(socketDescriptor, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
}

void giveLargeBlocksBack()
{
#ifdef __GLIBC__
    ::mallopt(M_MMAP_THRESHOLD, 128 * 1024); // its default; once set it does not grow by itself
#endif
}

void forbidCoreDumps()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

} // namespace base
