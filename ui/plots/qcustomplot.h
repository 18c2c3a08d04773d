#pragma once

// QCustomPlot's header needs Qt's lower-case keywords, which this project switches off.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define foreach(variable, container) for (variable : container)
#include <qcustomplot.h>
#undef foreach
#undef slots
#undef signals
