#pragma once

#include "base/result.h"
#include "idlist/choice.h"
#include "idlist/list.h"
#include "idlist/preview.h"
#include "idlist/rules.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

class QIODevice;

/// Reads lists of ids: CSV, plain text, pasted ids and Excel workbooks (.xlsx), told apart by their content
/// and not by their name. Pure functions of bytes, choice and rules; any thread; whatever the bytes are, they
/// end in a list, in rejects or in an error that names line and remedy.
namespace idlist {

/// Largest file read, in bytes: some fifty million ids.
inline constexpr qint64 fileBytesMax = 1LL << 30;

/// Reads the ids, as `choice` says and `rules` allow.
base::Result<List> read(const QString& path, const Choice& choice, const Rules& rules);
/// The same of what was pasted or came through a pipe.
base::Result<List> readText(const QByteArray& bytes, const Choice& choice, const Rules& rules);

/// Looks at the whole file without making a list of it. The same seed picks the same random rows.
base::Result<Preview> inspect(const QString& path, const Choice& choice = {}, const Rules& rules = {},
                              std::uint64_t seed = 1);
base::Result<Preview> inspectText(const QByteArray& bytes, const Choice& choice = {}, const Rules& rules = {},
                                  std::uint64_t seed = 1);

/// The bytes of a file, or why they cannot be had. Copies instead of mapping: a mapped file that somebody
/// cuts off meanwhile ends the program, and reading 20 MB takes 10 ms.
base::Result<QByteArray> bytesOf(const QString& path);
/// All that an open device holds, of any length known or not; no more than fileBytesMax + 1 bytes of it.
QByteArray bytesOf(QIODevice& device);

} // namespace idlist
