#pragma once

#include "base/machine.h"
#include "base/result.h"
#include "simulator/loopbackserver.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace simulator {

/// A loopback server on a thread of its own, for practice: start it, send the engine to origin(), make
/// mischief. Every call is made in the owner's thread and is safe there; what concerns the server crosses by
/// queued calls.
class PracticeServer : public QObject {
    Q_OBJECT
public:
    PracticeServer(std::unique_ptr<SimVendor> vendor, LoopbackOptions options, QObject* parent = nullptr);
    ~PracticeServer() override;

    /// Returns once it listens.
    base::Result<quint16> start();
    /// Returns once the thread has ended. It can be started again.
    void stop();
    bool isRunning() const { return m_server != nullptr; }
    quint16 port() const { return m_port; }
    /// "http://127.0.0.1:4711"
    QString origin() const;

    void play(simulator::Mischief mischief, bool isOn = true);
    void setFaults(const simulator::Faults& faults);

Q_SIGNALS:
    void tallied(const simulator::Tally& tally);
    void troubled(const QString& message);

private:
    base::MachineClock m_clock;
    std::unique_ptr<SimVendor> m_vendor;
    LoopbackOptions m_options;
    QThread m_thread;
    LoopbackServer* m_server = nullptr; ///< lives in m_thread
    quint16 m_port = 0;
};

} // namespace simulator
