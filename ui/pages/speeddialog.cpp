#include "ui/pages/speeddialog.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

constexpr int inFlightMost = 64; ///< as on the new-job page
constexpr int othersMost = 1'000'000;

} // namespace

SpeedDialog::SpeedDialog(const engine::JobSnapshot& job, QWidget* parent)
    : QDialog(parent)
    , m_shareBefore(job.sharePercent)
    , m_inFlightBefore(std::max(1, job.inFlightMax))
    , m_wasEven(job.isEven)
    , m_share(new QSpinBox(this))
    , m_inFlight(new QSpinBox(this))
    , m_burst(new QRadioButton(tr("as &fast as allowed"), this))
    , m_even(new QRadioButton(tr("spread &evenly"), this))
{
    setObjectName(QStringLiteral("speedDialog"));
    setWindowTitle(tr("Speed of “%1”").arg(job.name));
    m_share->setObjectName(QStringLiteral("shareBox"));
    m_share->setAccessibleName(tr("Share of the limits"));
    m_share->setRange(1, 100);
    m_share->setSuffix(tr(" %"));
    m_share->setValue(m_shareBefore);
    m_inFlight->setObjectName(QStringLiteral("inFlightBox"));
    m_inFlight->setAccessibleName(tr("Requests at the same time"));
    m_inFlight->setRange(1, std::max(inFlightMost, m_inFlightBefore));
    m_inFlight->setValue(m_inFlightBefore);
    m_burst->setObjectName(QStringLiteral("paceBurst"));
    m_even->setObjectName(QStringLiteral("paceEven"));
    (m_wasEven ? m_even : m_burst)->setChecked(true);
    auto* paces = new QHBoxLayout;
    paces->addWidget(m_burst);
    paces->addWidget(m_even);
    paces->addStretch();
    auto* form = new QFormLayout;
    form->addRow(tr("Pace"), paces);
    form->addRow(tr("&Use of the account’s limits"), m_share);
    form->addRow(tr("Requests at the &same time, at most"), m_inFlight);
    const bool isDaily = std::ranges::any_of(
        job.rules, [](const engine::RuleView& rule) { return rule.kind == limits::Kind::daily; });
    if (isDaily) {
        m_others = new QSpinBox(this);
        m_others->setObjectName(QStringLiteral("othersBox"));
        m_others->setAccessibleName(tr("Calls of others since you last entered them"));
        m_others->setRange(0, othersMost);
        m_others->setSpecialValueText(tr("none"));
        form->addRow(tr("Calls of &others since you last entered them"), m_others);
    }
    auto* says = new QLabel(
        tr("Counts at once, and for this job alone. The limits themselves are the vendor’s and stay "
           "as they are."),
        this);
    says->setWordWrap(true);
    says->setForegroundRole(QPalette::PlaceholderText);
    auto* back = new QPushButton(tr("Back"), this);
    back->setObjectName(QStringLiteral("speedBack"));
    back->setAutoDefault(false);
    auto* change = new QPushButton(tr("&Change"), this);
    change->setObjectName(QStringLiteral("speedChange"));
    change->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(back);
    buttons->addWidget(change);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(says);
    column->addLayout(buttons);
    connect(back, &QPushButton::clicked, this, &QDialog::reject);
    connect(change, &QPushButton::clicked, this, &SpeedDialog::apply);
}

void SpeedDialog::apply()
{
    if (m_share->value() != m_shareBefore)
        Q_EMIT shareChosen(m_share->value());
    if (m_inFlight->value() != m_inFlightBefore)
        Q_EMIT inFlightChosen(m_inFlight->value());
    if (m_even->isChecked() != m_wasEven)
        Q_EMIT pacingChosen(m_even->isChecked() ? engine::Options::Pacing::even
                                                : engine::Options::Pacing::burst);
    if (m_others && m_others->value() > 0)
        Q_EMIT othersChosen(m_others->value());
    accept();
}

} // namespace ui::pages
