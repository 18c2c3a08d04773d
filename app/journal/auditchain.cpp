#include "journal/auditchain.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace journal {

QByteArray auditLink(const QByteArray& previous, JobId job, std::int64_t number, const AuditEntry& entry)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray::fromHex(previous));
    for (const QByteArray& field : {QByteArray::number(qint64{job}), QByteArray::number(qint64{number}),
                                    QByteArray::number(qint64{entry.at.time_since_epoch().count()}),
                                    entry.who.toUtf8(), entry.what.toUtf8(), entry.details.toUtf8()}) {
        const quint64 length = qToBigEndian(static_cast<quint64>(field.size()));
        hash.addData(QByteArrayView(reinterpret_cast<const char*>(&length), sizeof length));
        hash.addData(field);
    }
    return hash.result().toHex();
}

} // namespace journal
