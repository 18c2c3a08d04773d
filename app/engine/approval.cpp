#include "engine/approval.h"

#include "idlist/listhash.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

namespace engine {

namespace {

/// Ids read at a time: about 1 MB.
constexpr jobs::ItemIndex pageIds = 20'000;

} // namespace

QByteArray approvalOf(const journal::JobRecord& job)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray& part :
         {job.listHash, QByteArray::number(job.itemCount), job.operationId.toUtf8(), job.accountKey,
          job.credentialFingerprint, job.origin.toUtf8(), job.profileJson}) {
        hash.addData(QByteArray::number(part.size()) + ':');
        hash.addData(part);
    }
    return hash.result().toHex();
}

base::Result<QByteArray> storedListHash(journal::Store& store, const journal::JobRecord& job)
{
    idlist::ListHash hash;
    for (jobs::ItemIndex from = 0; from < job.itemCount;) {
        const auto page = store.ids(job.id, from, pageIds);
        if (!page)
            return std::unexpected(page.error());
        if (page->empty())
            break;
        for (const std::string& id : *page)
            hash.add(id);
        from += static_cast<jobs::ItemIndex>(page->size());
    }
    return hash.result();
}

std::string idFingerprint(const QByteArray& installationKey, std::string_view id)
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, installationKey);
    code.addData(QByteArrayLiteral("id"));
    code.addData(QByteArray::fromRawData(id.data(), static_cast<qsizetype>(id.size())));
    // Half of it tells a billion ids apart.
    return "fp:" + code.result().first(16).toHex().toStdString();
}

} // namespace engine
