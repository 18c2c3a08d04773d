#include "transport/keychain.h"

#include <qt6keychain/keychain.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace transport {

namespace {

const QString service = QStringLiteral("Sluice");

/// As JSON, so that no two entries have the same name.
QString keyOf(const Keychain::Entry& entry)
{
    const QJsonArray parts{entry.profile, entry.origin, entry.label};
    return QString::fromUtf8(QJsonDocument(parts).toJson(QJsonDocument::Compact));
}

base::Error readable(const QKeychain::Job& job)
{
    switch (job.error()) {
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return {"The keychain stays locked; unlock it, or type the credentials"};
    default: {
        // The service's own words; it knows the entry's name but is not told to repeat secrets.
        const std::string words = job.errorString().toStdString();
        return {"The desktop's keychain cannot be used" + (words.empty() ? std::string() : " (" + words + ")")
                + "; nothing is remembered, the credentials have to be given each time"};
    }
    }
}

} // namespace

void Keychain::start(QKeychain::Job* job, const Entry& entry, std::function<void(QKeychain::Job&)> ended)
{
    job->setKey(keyOf(entry));
    job->setInsecureFallback(false); // never into a plain file
    job->setAutoDelete(true);
    connect(job, &QKeychain::Job::finished, this,
            [ended = std::move(ended)](QKeychain::Job* finished) { ended(*finished); });
    job->start();
}

void Keychain::save(const Entry& entry, const Credentials& credentials, Done done)
{
    auto* job = new QKeychain::WritePasswordJob(service, this);
    job->setTextData(QString::fromUtf8(credentials.toJson()));
    start(job, entry, [done = std::move(done)](QKeychain::Job& ended) {
        if (ended.error() == QKeychain::NoError)
            done({});
        else
            done(std::unexpected(readable(ended)));
    });
}

void Keychain::load(const Entry& entry, Found found)
{
    auto* job = new QKeychain::ReadPasswordJob(service, this);
    start(job, entry, [found = std::move(found)](QKeychain::Job& ended) {
        if (ended.error() == QKeychain::EntryNotFound)
            return found(std::nullopt);
        if (ended.error() != QKeychain::NoError)
            return found(std::unexpected(readable(ended)));
        auto credentials = Credentials::fromJson(
            static_cast<QKeychain::ReadPasswordJob&>(ended).textData().toUtf8(), QStringLiteral("Keychain"));
        if (!credentials)
            return found(std::unexpected(credentials.error()));
        found(std::optional(*credentials));
    });
}

void Keychain::remove(const Entry& entry, Done done)
{
    auto* job = new QKeychain::DeletePasswordJob(service, this);
    start(job, entry, [done = std::move(done)](QKeychain::Job& ended) {
        if (ended.error() == QKeychain::NoError || ended.error() == QKeychain::EntryNotFound)
            done({});
        else
            done(std::unexpected(readable(ended)));
    });
}

} // namespace transport
