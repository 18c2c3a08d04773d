#pragma once

#include "ui/draft.h"
#include "ui/listloader.h"
#include "ui/preferences.h"
#include "ui/workplace.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

class QLabel;
class QListView;
class QStackedWidget;
class QToolButton;

namespace ui {

class ColourScheme;
class JobView;

namespace models {
class JobsModel;
class RowSource;
} // namespace models
namespace pages {
class EmptyPage;
class GatePage;
class FindDialog;
class JobPage;
class NewJobPage;
class OverviewPage;
class RehearsalPage;
} // namespace pages
namespace widgets {
class PracticeFrame;
}

/// The window: jobs at the left, one page at the right, menus, status bar. Decides which page is shown and
/// hands the operator's wishes to the bridge; what a page shows is the page's own business.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(JobView& view, const Workplace& workplace, ColourScheme& scheme, models::RowSource* rows,
               QWidget* parent = nullptr);
    ~MainWindow() override;

    void openNewJob(const ListSource& source = {}, const QString& profile = {});
    void openJob(engine::JobId job);
    void openOverview();
    void openFind();
    void openSettings();
    /// Another start of the program handed over what it was asked.
    void takeOver(const QString& ids, const QString& profile);

Q_SIGNALS:
    void practiceAsked();
    /// Everything is paused and stored; the program may end.
    void closed();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makePages(models::RowSource* rows);
    void makeMenus();
    void makePracticeMenu(QMenu* menu);
    void showPage(QWidget* page);
    void takeSnapshot();
    void continueToGate(const Draft& draft);
    void rehearse(const Draft& draft);
    /// The page that shows a job: the rehearsal's, while there is one.
    pages::JobPage* jobPage() const;
    void askForCheck(const engine::SignInSetup& setup);
    void takeSignIn(int request, const engine::SignInResult& result);
    void askForLook(const engine::LookSetup& setup);
    void protect(const QStringList& ids);
    QMap<QString, QStringList> usedLabels() const;
    void confirm(qint64 typedCount);
    engine::Writing writingNow() const;
    void takeCreated(int request, engine::JobId job);
    void approve();
    void leaveOutSent();
    void showWhatIsLeft();
    void takeAccepted(int request, engine::JobId job);
    void takeRefusal(int request, engine::Refused kind, const QString& sentence);
    void goHome();
    void retitle();
    void tellTime();
    void stepJob(int step);
    void placeSide();
    void nameJob();
    void openFile();
    void take(const Preferences& preferences);
    void paste();
    /// Asks; staying is the default.
    bool asksToQuit(const QString& question, const QString& stay, const QString& quit);

    JobView& m_view;
    const Workplace& m_workplace;
    ColourScheme& m_scheme;
    models::JobsModel* m_jobs;
    QListView* m_list;
    QWidget* m_side;
    QLabel* m_noJobs;
    QStackedWidget* m_stack;
    widgets::PracticeFrame* m_frame;
    QToolButton* m_allJobs;
    models::RowSource* m_rows;
    Preferences m_preferences;
    pages::EmptyPage* m_empty = nullptr;
    pages::NewJobPage* m_newJob = nullptr;
    pages::GatePage* m_gate = nullptr;
    pages::JobPage* m_jobPage = nullptr;
    pages::OverviewPage* m_overview = nullptr;
    pages::RehearsalPage* m_rehearsal = nullptr; ///< as long as it is looked at
    QPointer<pages::FindDialog> m_find;
    QTimer m_clock;
    QLabel *m_asOf, *m_awake;
    Draft m_draft;
    qint64 m_typed = 0;
    engine::JobId m_created = 0; ///< stored for the gate, not yet accepted
    int m_checkRequest = 0, m_lookRequest = 0, m_createRequest = 0, m_approveRequest = 0, m_leaveRequest = 0;
    qint64 m_sentBefore = 0;       ///< ids of the list that an earlier job sent
    bool m_isSentAnswered = false; ///< what becomes of ids that were sent before
    bool m_isClosing = false, m_mayClose = false, m_isSideWanted = true;
};

} // namespace ui
