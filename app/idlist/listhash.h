#pragma once

#include <QByteArray>
#include <QCryptographicHash>

#include <string_view>

namespace idlist {

/// The hash that names a list everywhere: SHA-256 of its ids in order, joined by LF, in lower-case
/// hexadecimal. One thread.
class ListHash {
public:
    void add(std::string_view id)
    {
        if (!m_isFirst)
            m_block.append('\n');
        m_isFirst = false;
        m_block.append(id.data(), static_cast<qsizetype>(id.size()));
        if (m_block.size() >= blockBytes)
            flush();
    }
    /// Of what was added; it can be asked once.
    QByteArray result()
    {
        flush();
        return m_hash.result().toHex();
    }

private:
    static constexpr qsizetype blockBytes =
        1 << 16; ///< a call of the hash for each id would take longer than it

    void flush()
    {
        m_hash.addData(m_block);
        m_block.resize(0);
    }

    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    QByteArray m_block;
    bool m_isFirst = true;
};

} // namespace idlist
