#pragma once

#include <QJsonObject>
#include <QObject>

class QLocalServer;

namespace ui {

/// One window for one store: a second start hands over what it was asked and ends. The socket lies in the
/// user's own runtime folder, named after the store, and nobody else may speak to it. Without such a folder
/// every start has its own window; the account's lock keeps them apart where it matters. UI thread.
class SingleInstance : public QObject {
    Q_OBJECT

public:
    /// `folder`: the user's runtime folder. `store`: the file of the jobs.
    SingleInstance(QString folder, const QString& store, QObject* parent = nullptr);
    ~SingleInstance() override;

    /// True when another program of this store took the request over; otherwise this one is the first, and
    /// listens from now on.
    bool handOver(const QJsonObject& request);

Q_SIGNALS:
    void asked(const QJsonObject& request);

private:
    bool tell(const QJsonObject& request) const;
    void listen();
    void receive();

    QString m_folder, m_socket;
    QLocalServer* m_server = nullptr;
};

} // namespace ui
