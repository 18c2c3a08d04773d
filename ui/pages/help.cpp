#include "ui/pages/help.h"

#include <QCoreApplication>
#include <QDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ui::Help)
};

constexpr QSize helpSize(720, 600); ///< px

QDialog* windowOf(const QString& name, const QString& title, QWidget* content, QWidget* parent)
{
    auto* window = new QDialog(parent);
    window->setObjectName(name);
    window->setWindowTitle(title);
    window->setAttribute(Qt::WA_DeleteOnClose);
    auto* close = new QPushButton(Words::tr("Close"), window);
    close->setObjectName(QStringLiteral("closeButton"));
    close->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(window);
    column->addWidget(content, 1);
    column->addLayout(buttons);
    QObject::connect(close, &QPushButton::clicked, window, &QDialog::accept);
    return window;
}

} // namespace

QList<HelpTopic> helpTopics()
{
    return {
        {Words::tr("Windows: how limits work"),
         Words::tr(
             "“50 in 10 s” means: in no ten seconds, whenever they begin, more than 50 requests. Sluice "
             "counts "
             "a request from the moment it leaves until 10 s after its answer, because nobody knows when in "
             "between the vendor counted it. So the limit is kept whatever the network does, and it is kept "
             "across restarts and by all jobs of one account together.\n\n"
             "RATE shows how many requests the last 10 s hold: it may touch the line and never crosses it. "
             "LEFT shows what is free of each limit; right of “now” you see the very moments when slots come "
             "back.")},
        {Words::tr("Waits"),
         Words::tr(
             "A job that keeps limits spends most of its life waiting: with 1,000 an hour, 4,812 ids need "
             "four "
             "waits of almost an hour. While a wait is violet, nothing is wrong and nothing is to be done; "
             "it "
             "ends by itself at the time that is said.\n\n"
             "Orange is a wait that the vendor ordered or the world imposed: a block, a pause the vendor "
             "asked "
             "for, no network. No id fails by it. A filled yellow band is the only thing that needs you.")},
        {Words::tr("Unknown"),
         Words::tr(
             "Unknown is not an error of your list. The request left this computer, then the connection, the "
             "time limit or the power ended before an answer was stored. We never guess: asking again is "
             "safe "
             "where the vendor treats a second request as harmless, otherwise you decide.\n\n"
             "If you know what became of it, mark it as done or as failed; it will be shown as marked by "
             "you.")},
        {Words::tr("Gone"),
         Words::tr(
             "Gone means that the vendor says it does not exist. Already absent: it did not exist when "
             "we first "
             "asked. Probably ours: our first request got no clear answer, the second says “absent”.\n\n"
             "When the first answers of a job are all “gone” a brake stops it: a wrong account or a "
             "wrong column "
             "looks just like that.")},
        {Words::tr("Brakes"),
         Words::tr(
             "A brake pauses a job that goes wrong: too many failures in a row, too many of the last ones, "
             "all "
             "already absent, more requests than you allowed. Nothing is sent until you have looked and said "
             "so.")},
        {Words::tr("Pause, stop, quit"),
         Words::tr("Pausing is always harmless: nothing new is sent, what is in flight is still answered and "
                   "stored. "
                   "Stop does the same first and asks afterwards whether the job ends for good. Quitting "
                   "while a job "
                   "runs pauses it; it goes on where it was when you say so.")},
    };
}

QList<KeyLine> keyLines()
{
    return {
        {Words::tr("Ctrl+P, Pause"), Words::tr("pause or resume this job")},
        {Words::tr("Ctrl+Shift+P"), Words::tr("pause every job")},
        {Words::tr("Ctrl+N, Ctrl+O"), Words::tr("new job; from a file")},
        {Words::tr("Ctrl+V"), Words::tr("new job from the clipboard (on the first page)")},
        {Words::tr("Ctrl+R"), Words::tr("rehearse the new job: fast, nothing is sent")},
        {Words::tr("Ctrl+Return"), Words::tr("to the gate; there it does nothing")},
        {Words::tr("Esc"), Words::tr("back, close; never stops anything")},
        {Words::tr("Ctrl+E"), Words::tr("export evidence")},
        {Words::tr("Ctrl+PgUp, Ctrl+PgDown"), Words::tr("previous, next job")},
        {Words::tr("Alt+Up, Alt+Down"), Words::tr("a job’s turn earlier, later (in a list of jobs)")},
        {Words::tr("Ctrl+J"), Words::tr("show or hide the jobs list")},
        {Words::tr("Ctrl+F"), Words::tr("filter this table")},
        {Words::tr("Ctrl+Shift+F"), Words::tr("find an id in all jobs")},
        {Words::tr("Alt+1 … Alt+8, Alt+0"), Words::tr("filter by a count: queued … skipped; all")},
        {Words::tr("F4, Shift+F4"), Words::tr("next, previous problem")},
        {Words::tr("Enter on a row"), Words::tr("show request and answer")},
        {Words::tr("Ctrl+C, Ctrl+Shift+C"), Words::tr("copy ids; copy rows with headings")},
        {Words::tr("End"), Words::tr("follow the latest item again")},
        {Words::tr("Ctrl+1 … Ctrl+4"), Words::tr("plots: 2 min, 15 min, 1 h, whole job")},
        {Words::tr("← →, End on the plots"), Words::tr("look back, look on; follow the present again")},
        {Words::tr("F2"), Words::tr("the plots as a table, and back")},
        {Words::tr("Ctrl+,"), Words::tr("settings")},
        {Words::tr("F1, Ctrl+/"), Words::tr("help; all keys")},
    };
}

QDialog* showHelp(QWidget* parent)
{
    auto* text = new QTextBrowser;
    text->setObjectName(QStringLiteral("helpText"));
    text->setAccessibleName(Words::tr("Help"));
    QString html;
    for (const HelpTopic& topic : helpTopics()) {
        html += QStringLiteral("<h3>%1</h3>").arg(topic.title.toHtmlEscaped());
        for (const QString& part : topic.text.split(QStringLiteral("\n\n")))
            html += QStringLiteral("<p>%1</p>").arg(part.toHtmlEscaped());
    }
    text->setHtml(html);
    QDialog* window = windowOf(QStringLiteral("helpDialog"), Words::tr("Help"), text, parent);
    window->resize(helpSize);
    window->show();
    return window;
}

QDialog* showKeySheet(QWidget* parent)
{
    auto* sheet = new QWidget;
    auto* grid = new QGridLayout(sheet);
    grid->setHorizontalSpacing(24);
    int row = 0;
    for (const KeyLine& line : keyLines()) {
        auto* keys = new QLabel(line.keys, sheet);
        QFont bold = keys->font();
        bold.setBold(true);
        keys->setFont(bold);
        grid->addWidget(keys, row, 0);
        grid->addWidget(new QLabel(line.does, sheet), row++, 1);
    }
    grid->setColumnStretch(1, 1);
    QDialog* window = windowOf(QStringLiteral("keySheet"), Words::tr("All keys"), sheet, parent);
    window->show();
    return window;
}

} // namespace ui::pages
