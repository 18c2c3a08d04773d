#pragma once

#include "journal/store.h"

namespace engine {

/// What the operator's typed number is bound to: SHA-256 (hex) over the hash of the list, its length, the
/// operation, the account, the credential fingerprint, the origin and the profile with its limits, each as
/// its length in decimal, a colon and its bytes. A job runs only while the approval that is stored with it is
/// the one of what it would do now.
QByteArray approvalOf(const journal::JobRecord& job);

/// The hash of a list as it lies in the store (see idlist::List::fingerprint): differs from the job's when
/// somebody, or the disk, changed an id. Reads the whole list, page by page.
base::Result<QByteArray> storedListHash(journal::Store& store, const journal::JobRecord& job);

/// What stands in the place of an id when its list was taken away: a keyed hash, so that an id can still be
/// looked up by whoever knows it, and by nobody else.
std::string idFingerprint(const QByteArray& installationKey, std::string_view id);

} // namespace engine
