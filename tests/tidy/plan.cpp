#include "tidy/arrows.h"

namespace tidy {

namespace {

QString s(const char* text)
{
    return QString::fromLatin1(text);
}

QRegularExpression text(const char* pattern)
{
    return QRegularExpression(s(pattern));
}

QRegularExpression header(const char* pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(s(pattern)));
}

QStringList l(std::initializer_list<const char*> texts)
{
    QStringList list;
    for (const char* text : texts)
        list << s(text);
    return list;
}

} // namespace

const QList<Room>& rooms()
{
    static const QList<Room> all = {
        {s("base"), {}, true},
        {s("power"), l({"base"})},
        {s("limits"), l({"base"}), true},
        {s("jobs"), l({"base", "limits"}), true},
        {s("vendors"), l({"base", "limits"})},
        {s("idlist"), l({"base"})},
        {s("journal"), l({"base", "limits", "jobs"})},
        {s("transport"), l({"base", "limits", "vendors"})},
        // Transport's interface speaks in vendors' answers; nothing else of vendors is the simulator's
        // business: it is written from the vendors' documents, so that both do not share one mistake.
        {s("simulator"), l({"base", "transport", "vendors/response.h"})},
        {s("engine"), l({"base", "limits", "jobs", "vendors", "idlist", "journal", "transport", "power"})},
        // The command line is a main: it makes the engine's world.
        {s("cli"), l({"base", "limits", "jobs", "vendors", "idlist", "journal", "transport", "power",
                      "simulator", "engine"})},
        // The single headers are values that the engine's own interface hands out or takes.
        {s("ui"), l({"base", "vendors", "idlist", "engine", "jobs/types.h", "limits/limits.h",
                     "journal/store.h", "transport/credentials.h"})},
    };
    return all;
}

const QList<Reserved>& reservedHeaders()
{
    static const QList<Reserved> all = {
        {header("QNetworkAccessManager|QNetworkReply|QNetworkRequest|QHttp.*"),
         l({"app/transport/qnamtransport"}),
         s("only transport/qnamtransport knows Qt's HTTP layer and its traps")},
        {header("qcustomplot\\.h|QCustomPlot.*|QCP.*"), l({"ui/plots/"}), s("QCustomPlot stays in ui/plots")},
        {header("QSql.*"), l({"app/journal/"}), s("only journal knows the database")},
        {header("qt6?keychain/.*"), l({"app/transport/"}), s("only transport knows the keychain")},
        {header("quazip/.*|quazip.*\\.h"), l({"app/idlist/"}), s("only idlist reads packed sheets")},
        {header("http_parser\\.h"), l({"app/simulator/"}), s("only the simulator parses HTTP")},
        {header("QtCore|QtGui|QtWidgets|QtNetwork|QtSql|QtTest|QtDBus"),
         {},
         s("an umbrella header costs seconds a file")},
        {header("QApplication|QWidget|QMainWindow|QDialog|QPainter|QPixmap|QIcon|QColor|QFont|QtWidgets/"
                ".*|QtGui/"
                ".*"),
         l({"ui/"}), s("nothing outside ui draws")},
        // Platform calls live in one file, so that another system needs one other file.
        {header("(sys|linux|arpa|netinet|net)/.*"), l({"app/base/machine.cpp"}),
         s("only base/machine.cpp asks the machine")},
        {header(
             "(unistd|fcntl|signal|poll|termios|pwd|grp|syslog|dirent|time|sched|pthread|dlfcn|windows)\\.h"),
         l({"app/base/machine.cpp"}), s("only base/machine.cpp asks the machine")},
    };
    return all;
}

const QList<Banned>& bannedText()
{
    static const QList<Banned> all = {
        {text("\\b(TODO|FIXME|XXX|HACK)\\b"), l({"app/", "ui/"}),
         s("unfinished work belongs into the tracker")},
        {text("[s]leep_for|[s]leep_until|QThread::[mu]?[s]leep|QTest::q[S]leep|\\bu[s]leep\\("),
         // A benchmark measures the real program against the real clock, and may have to wait for it.
         l({"app/",           "ui/",           "tests/base/",      "tests/cli/",       "tests/engine/",
            "tests/fuzz/",    "tests/idlist/", "tests/jobs/",      "tests/journal/",   "tests/limits/",
            "tests/package/", "tests/power/",  "tests/scenarios/", "tests/simulator/", "tests/soak/",
            "tests/support/", "tests/tidy/",   "tests/transport/", "tests/ui/",        "tests/vendors/",
            "tests/window/",  "tests/wire/"}),
         s("nothing sleeps: time is passed in")},
        {text("\\b(system_clock|steady_clock|high_resolution_clock)::now\\b|QDateTime::currentDateTime"),
         l({"app/limits/", "app/jobs/", "app/vendors/", "app/engine/"}),
         s("decisions take `now`; they never ask for it")},
    };
    return all;
}

} // namespace tidy
