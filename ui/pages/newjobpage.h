#pragma once

#include "ui/draft.h"
#include "ui/listloader.h"
#include "ui/workplace.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTimer;

namespace ui::pages {

class ForecastBlock;
class HowBlock;
class IdsBlock;
class WhereBlock;

/// A new job on one page: which ids, where, how, and what will happen. Collects a Draft; sends nothing.
class NewJobPage : public QWidget {
    Q_OBJECT

public:
    explicit NewJobPage(const Workplace& workplace, QWidget* parent = nullptr);

    void setSource(const ListSource& source);
    bool chooseProfile(const QString& name);
    /// The job is on its way: secrets are forgotten.
    void forgetSecrets();
    void focusFirst();
    /// Answers to signInCheckAsked.
    void showSignIn(const engine::SignInResult& result, const engine::Writing& writing);
    void tellCheckRefused(const QString& sentence);

Q_SIGNALS:
    void continued(const ui::Draft& draft);
    void signInCheckAsked(const engine::SignInSetup& setup);
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void takeOperation();
    void check();
    void foresee();
    void askForCheck();
    std::optional<Draft> draft(QString& problem) const;

    const Workplace& m_workplace;
    IdsBlock* m_ids;
    WhereBlock* m_where;
    HowBlock* m_how;
    ForecastBlock* m_forecast;
    QLabel* m_summary;
    QPushButton *m_cancel, *m_continue;
    QTimer* m_forecastSoon;
};

} // namespace ui::pages

Q_DECLARE_METATYPE(ui::Draft)
