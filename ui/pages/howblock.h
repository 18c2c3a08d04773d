#pragma once

#include "engine/options.h"
#include "idlist/rules.h"
#include "vendors/profile.h"

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace ui::pages {

/// Block 3, how: speed, what is left for others, brakes, note.
class HowBlock : public QWidget {
    Q_OBJECT

public:
    explicit HowBlock(QWidget* parent = nullptr);

    void setProfile(const vendors::Profile* profile);
    /// An address nobody has seen work: look after the first answer.
    void setUnverified(bool isUnverified);
    /// What an id looks like: protected ones, too, must be such.
    void setRules(const idlist::Rules& rules);
    /// Never sent; added to what is protected already.
    void protect(const QStringList& ids);
    const QStringList& protectedIds() const { return m_protectedIds; }
    /// The account that signs in, which is protected by itself; empty: not known.
    void setOwn(const QString& id);
    engine::Options options() const;
    /// Why the job cannot go on because of this block; empty: it can.
    QString problem() const;
    QString presetId() const; ///< empty: the profile's own limits
    QString note() const;

Q_SIGNALS:
    void changed();

private:
    QSpinBox* spin(const QString& name, const QString& text, int most, int value, QWidget* parent);
    void tellBrakes();
    void openProtected();
    void setProtectedIds(const QStringList& ids);
    void tellProtected();

    QHBoxLayout* m_speeds;
    QButtonGroup* m_speed;
    QStringList m_presets; ///< ids, from button 2 on
    QSpinBox *m_forOthers, *m_inFlight;
    QLineEdit* m_note;
    QLabel* m_brakes;
    QPushButton *m_change, *m_protected;
    idlist::Rules m_rules;
    QStringList m_protectedIds;
    QString m_own;
    qsizetype m_wrongProtected = 0; ///< protected ids that cannot be ids of this operation
    QWidget* m_brakesBox;
    QSpinBox *m_canary = nullptr, *m_inRow = nullptr, *m_rate = nullptr, *m_allGone = nullptr,
             *m_requests = nullptr;
};

} // namespace ui::pages
