#pragma once

namespace cli {

/// How the command line ends; other programs rely on these numbers.
enum class Exit : unsigned char {
    done = 0,        ///< every id done or gone
    incomplete = 1,  ///< finished, some failed or unknown
    usage = 2,       ///< bad usage or input, nothing sent
    guard = 3,       ///< stopped by a guard
    paused = 4,      ///< paused or interrupted, can be resumed
    credentials = 5, ///< refused by the vendor, or not the job's
    store = 6,       ///< store or disk failed
    busy = 7,        ///< the account is in use by another process
};

} // namespace cli
