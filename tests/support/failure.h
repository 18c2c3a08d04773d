#pragma once

#include "base/result.h"

#include <QString>

namespace support {

/// When the operations of a disk fail: the Nth from now, once or from there on. Counts every operation it is
/// asked about. One thread.
class Failure {
public:
    enum class Span : unsigned char { once, fromThereOn };
    /// What is on the disk after a write that reported a failure: a sync may fail after the bytes arrived.
    enum class Trace : unsigned char { nothing, everything };

    /// The `nth` operation from now (1: the next one) fails.
    void arm(int nth, Span span = Span::once, Trace trace = Trace::nothing)
    {
        m_left = nth;
        m_span = span;
        m_trace = trace;
    }
    void disarm() { m_left = 0; }
    int asked() const { return m_asked; }

    /// One operation by `act`, or its failure.
    template <class Act>
    auto operator()(const char* name, Act act) -> decltype(act())
    {
        ++m_asked;
        const bool isHit = m_left == 1;
        if (m_left > 1)
            --m_left;
        else if (isHit && m_span == Span::once)
            m_left = 0;
        if (!isHit)
            return act();
        if (m_trace == Trace::everything)
            (void)act();
        // Not built by +: GCC 12 sees an overflow there that is none.
        return base::fail(QStringLiteral("The disk failed in %1.").arg(QLatin1String(name)).toStdString());
    }

private:
    int m_left = 0; ///< 0: nothing fails
    Span m_span = Span::once;
    Trace m_trace = Trace::nothing;
    int m_asked = 0;
};

} // namespace support
