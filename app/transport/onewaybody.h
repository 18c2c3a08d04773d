#pragma once

#include <QByteArray>
#include <QIODevice>

namespace transport {

/// The body of one request, also of a request that has none. It can be read once and never again: an HTTP
/// layer that wants to send a second time finds that it cannot rewind, and gives up instead. (A QBuffer could
/// be rewound.) Lives in the transport's thread.
class OneWayBody final : public QIODevice {
public:
    explicit OneWayBody(QByteArray bytes);

    bool
    isSequential() const override; ///< false: otherwise Qt copies the bytes into a buffer that it can rewind
    qint64 size() const override;
    bool seek(qint64 position) override; ///< refuses
    bool reset() override;               ///< refuses
    bool atEnd() const override;
    qint64 bytesAvailable() const override;

protected:
    qint64 readData(char* data, qint64 most) override;
    qint64 writeData(const char* data, qint64 count) override;

private:
    QByteArray m_bytes;
    qint64 m_read = 0;
};

} // namespace transport
