#pragma once

#include "engine/engine.h"
#include "ui/colourscheme.h"
#include "ui/jobview.h"
#include "ui/mainwindow.h"
#include "ui/models/storedrows.h"
#include "ui/world.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QToolButton>

#include <memory>

namespace support {

/// Everything that the main puts together, practising, in a folder of its own: the real window with engine,
/// store and vendor. UI thread.
class Program {
public:
    /// `profiles`: a folder of vendors beside the built-in ones. `origin`: a vendor that listens there
    /// already; empty: the practice server.
    explicit Program(const QString& profiles, const QString& origin = {});

    template <class T>
    T& find(const char* name)
    {
        auto* found = window->findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("there is no %s", name);
        return *found;
    }
    void act(const char* name) { find<QAction>(name).trigger(); }
    void press(const char* name) { find<QPushButton>(name).click(); }
    QString sentence() { return find<QLabel>("headerSentence").text(); }
    /// The number at the end of a count's button.
    int count(const char* name)
    {
        return find<QToolButton>(name).text().section(QLatin1Char(' '), -1).remove(QLatin1Char(',')).toInt();
    }
    QString page() { return find<QStackedWidget>("pages").currentWidget()->objectName(); }

    QTemporaryDir folder;
    ui::Workplace workplace;
    QString store = folder.filePath(QStringLiteral("jobs.sqlite"));
    std::unique_ptr<ui::PracticeGround> practice;
    std::unique_ptr<engine::Engine> engine;
    ui::JobView view;
    ui::ColourScheme scheme;
    std::unique_ptr<ui::models::StoredRows> rows;
    std::unique_ptr<ui::MainWindow> window;
};

} // namespace support
