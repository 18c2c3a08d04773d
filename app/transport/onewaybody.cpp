#include "transport/onewaybody.h"

#include <algorithm>
#include <cstring>

namespace transport {

OneWayBody::OneWayBody(QByteArray bytes) : m_bytes(std::move(bytes))
{
    // Unbuffered: QIODevice's own buffer could be rewound.
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

bool OneWayBody::isSequential() const
{
    return false;
}

qint64 OneWayBody::size() const
{
    return m_bytes.size();
}

bool OneWayBody::seek(qint64)
{
    return false;
}

bool OneWayBody::reset()
{
    return false;
}

bool OneWayBody::atEnd() const
{
    return m_read == m_bytes.size();
}

qint64 OneWayBody::bytesAvailable() const
{
    return m_bytes.size() - m_read;
}

qint64 OneWayBody::readData(char* data, qint64 most)
{
    const qint64 count = std::min<qint64>(most, m_bytes.size() - m_read);
    if (count <= 0)
        return m_bytes.isEmpty() ? 0 : -1;
    std::memcpy(data, m_bytes.constData() + m_read, static_cast<std::size_t>(count));
    m_read += count;
    return count;
}

qint64 OneWayBody::writeData(const char*, qint64)
{
    return -1;
}

} // namespace transport
