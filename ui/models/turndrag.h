#pragma once

#include "engine/snapshot.h"

#include <QMimeData>
#include <QStringList>

namespace ui::models {

/// A job that is dragged to another place among the jobs of its account.
inline const QString turnMime = QStringLiteral("application/x-sluice-job");

inline QMimeData* dragOf(engine::JobId job)
{
    auto* data = new QMimeData;
    data->setData(turnMime, QByteArray::number(qint64(job)));
    return data;
}

/// 0: nothing that has a turn.
inline engine::JobId jobOf(const QMimeData* data)
{
    return data ? data->data(turnMime).toLongLong() : 0;
}

} // namespace ui::models
