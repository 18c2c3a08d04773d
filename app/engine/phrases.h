#pragma once

#include "base/result.h"

#include <QCoreApplication>
#include <QString>

namespace engine {

/// A sentence of the engine for people, in their language.
inline QString phrase(const char* words)
{
    return QCoreApplication::translate("engine", words);
}

inline QString phrase(const base::Error& error)
{
    return QString::fromStdString(error.message);
}

} // namespace engine
