#pragma once

#include "engine/options.h"
#include "engine/snapshot.h"

#include <QDialog>

class QRadioButton;
class QSpinBox;

namespace ui::pages {

/// How much of the account's limits a running job may use, how many requests it may have in flight, and
/// whether it sends in bursts or evenly. Says what is so now; only what was changed is asked for.
class SpeedDialog : public QDialog {
    Q_OBJECT

public:
    explicit SpeedDialog(const engine::JobSnapshot& job, QWidget* parent = nullptr);

Q_SIGNALS:
    void shareChosen(int percent);
    void inFlightChosen(int count);
    void pacingChosen(engine::Options::Pacing pacing);
    /// So many calls others made today; for daily limits that nobody can ask about.
    void othersChosen(int count);

private:
    void apply();

    int m_shareBefore, m_inFlightBefore;
    bool m_wasEven;
    QSpinBox *m_share, *m_inFlight;
    QRadioButton *m_burst, *m_even;
    QSpinBox* m_others = nullptr; ///< where a daily limit counts
};

} // namespace ui::pages
