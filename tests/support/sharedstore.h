#pragma once

#include "journal/sharedstore.h"

namespace support {

using journal::SharedLedger;
using journal::SharedStore;

} // namespace support
