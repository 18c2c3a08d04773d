#pragma once

#include "ui/colourscheme.h"
#include "ui/jobview.h"
#include "ui/mainwindow.h"
#include "ui/support/fakesnapshots.h"
#include "ui/workplace.h"

#include <QTemporaryDir>

namespace support {

/// Where a test is at home: settings in a folder that goes with it, and the light theme. Before any window.
struct Home {
    Home();

    QTemporaryDir folder;
};

/// A workplace to practise at: an address that nobody listens at, and the credentials that a vendor of ours
/// accepts.
ui::Workplace practice();

/// A list of so many ids from 4702 on, each with an e-mail address.
QByteArray csv(int count);

/// The whole window, 1280 by 800, on snapshots that a test makes up, and an engine that is only listened to:
/// what it is asked for are signals of `view`. A test with more to say inherits from it. UI thread.
struct Stage {
    ui::JobView view;
    ui::Workplace workplace;
    ui::ColourScheme scheme;
    fake::Rows rows;
    ui::MainWindow window;

    /// On the page that a start without jobs shows. `counts`: of the rows that the store would hold.
    explicit Stage(ui::Workplace at = ui::Workplace(), jobs::Counts counts = {});
    /// On the page of this job, with two others beside it; in practice where the job is.
    explicit Stage(const engine::JobSnapshot& job, ui::Workplace at = ui::Workplace());

    template <class T>
    T* find(const char* name)
    {
        return window.findChild<T*>(QLatin1String(name));
    }
    /// The page that is shown.
    QWidget& page();
    QString pageName() { return page().objectName(); }
};

} // namespace support
