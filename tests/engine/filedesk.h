#pragma once

#include "journal/sqliteledger.h"
#include "journal/sqlitestore.h"
#include "support/workshop.h"

#include <QFile>

#include <optional>
#include <string>
#include <vector>

namespace filedesk {

/// A file as bytes.
inline QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
}

/// The engine on real files in `folder`; nothing is opened yet.
class Desk {
public:
    explicit Desk(QString folder) : m_folder(std::move(folder)), m_shop(setup())
    {
        // The first opening is the workshop's own, in memory: files may refuse.
        m_shop.kill();
        m_isOnDisk = true;
    }

    support::Workshop& shop() { return m_shop; }
    QString store() const { return m_folder + QStringLiteral("/jobs.sqlite"); }
    QString ledger() const { return m_folder + QStringLiteral("/ledger.sqlite"); }
    std::vector<std::string> sent;          ///< ids, in order
    std::optional<base::Instant> firstSend; ///< of any kind

private:
    support::Workshop::Setup setup()
    {
        support::Workshop::Setup setup;
        setup.onlooker = [this](const simulator::WireEvent& event) {
            if (event.kind != simulator::WireEvent::Kind::sent)
                return;
            if (!firstSend)
                firstSend = m_shop.clock.now();
            if (event.shown.startsWith(QLatin1String("DELETE")))
                sent.push_back(event.shown.section(QLatin1Char('/'), -1).toStdString());
        };
        setup.furnish = [this](engine::World& world) {
            if (!m_isOnDisk)
                return;
            using Store = base::Result<std::unique_ptr<journal::Store>>;
            using Ledger = base::Result<std::unique_ptr<journal::Ledger>>;
            world.openStore = [this]() -> Store {
                return journal::SqliteStore::open(store(), journal::SqliteStore::Mode::readWrite);
            };
            world.openLedger = [this](const QString&) -> Ledger {
                return journal::SqliteLedger::open(ledger());
            };
            world.startLedgerOver = [this](const QString&) -> Ledger {
                return journal::SqliteLedger::startOver(ledger(), journal::SqliteLedger::Trust::nothing,
                                                        m_shop.clock);
            };
        };
        return setup;
    }

    QString m_folder;
    bool m_isOnDisk = false;
    support::Workshop m_shop;
};

} // namespace filedesk
