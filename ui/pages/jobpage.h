#pragma once

#include "ui/jobview.h"
#include "ui/widgets/attention.h"
#include "ui/workplace.h"

#include <QPointer>
#include <QWidget>

#include <optional>
#include <utility>

class QPushButton;
class QSettings;
class QSplitter;
class QToolButton;

namespace ui::models {
class RowSource;
}
namespace ui::plots {
class Panel;
}
namespace ui::widgets {
class AttentionPanel;
class CountsBar;
class HeaderBand;
class NextBlock;
class SegmentBar;
} // namespace ui::widgets

namespace ui::pages {

class ItemsPanel;
class SignInDialog;

/// The page of one job, whatever its state: sentence, counts, progress, what needs the operator, what is
/// waited for, plots and items. The same parts stand at the same places in every state, so that nothing
/// jumps.
class JobPage : public QWidget {
    Q_OBJECT

public:
    JobPage(JobView& view, const Workplace& workplace, models::RowSource* rows, QWidget* parent = nullptr);

    ItemsPanel* items() const { return m_items; }
    /// The heights of plots and table, from window to window.
    void recall(const QSettings& settings);
    void remember(QSettings& settings) const;
    /// Whether the job's name and account stand on the page: where no list beside it says them.
    void setNamed(bool isNamed);
    /// The sentence that is shown, for the title of the window.
    QString headline() const;

public Q_SLOTS:
    void show();
    void pauseOrResume();
    void stop();
    void exportEvidence();
    /// Into that folder; where it holds evidence already the operator is asked first.
    void saveEvidence(engine::JobId job, const QString& folder);
    /// The items of this job with one of them in sight.
    void showItem(quint32 item);
    void changeSpeed();
    /// Of a job that is over: ids become fingerprints, everything else stays. Asks first.
    void removeList();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void askForReport(engine::JobId job, const QString& folder);
    void shareOut();
    void choose(widgets::Choice choice);
    void resume(bool retryFailed, bool retryUnknown);
    void signInAgain();
    void takeGiven(engine::JobId job, const transport::Credentials& credentials, std::optional<qint64> typed,
                   bool isKept);
    void takeAccepted(int request);
    void lookAtUntouched();
    engine::Writing writingNow() const;
    void openItem(quint32 item);
    void mark(const QList<quint32>& items, jobs::ItemState state);
    void markUnknown(jobs::ItemState state);
    void takeCreated(int request, engine::JobId job);
    void followUp();
    transport::Credentials practiceSignIn(engine::JobId job);
    void takeRefusal(int request, engine::Refused kind, const QString& sentence);
    QString thirdLine(const engine::JobSnapshot& job, const engine::Writing& writing) const;

    JobView& m_view;
    const Workplace& m_workplace;
    models::RowSource* m_rows;
    widgets::HeaderBand* m_header;
    QToolButton* m_speed;
    QPushButton *m_pause, *m_stop, *m_evidence;
    widgets::CountsBar* m_counts;
    widgets::SegmentBar* m_progress;
    widgets::AttentionPanel* m_attention;
    widgets::NextBlock* m_next;
    plots::Panel* m_plots;
    QSplitter* m_splitter;
    QWidget* m_upper; ///< NEXT and the plots
    ItemsPanel* m_items;
    int m_upperHeight = 0; ///< px, as the user drew it; 0: by the size of the page
    engine::JobId m_shown = 0;
    engine::JobId m_stopping = 0; ///< Stop was pressed for it, and not yet answered
    int m_resumeRequest = 0, m_reportRequest = 0, m_removeRequest = 0, m_followRequest = 0,
        m_checkRequest = 0, m_lookRequest = 0;
    QPointer<SignInDialog> m_signIn;
    /// Given for a job that is to go on; into the keychain when the engine has taken them.
    std::optional<std::pair<SecretPlace, transport::Credentials>> m_toKeep;
    engine::JobId m_lookedAt = 0; ///< the job that `m_looked` is about
    std::optional<engine::LookResult> m_looked;
    bool m_retryFailed = false, m_retryUnknown = false, m_isNamed = false;
    QString m_note; ///< what the last command was answered, in words
};

/// The sentence while the engine is silent.
engine::Sentence silenceSentence(int seconds, const engine::Writing& writing);

/// The part of the whole that was to be settled by now; empty where nothing was planned.
std::optional<double> plannedPart(const engine::JobSnapshot& job, engine::WallTime now);

} // namespace ui::pages
