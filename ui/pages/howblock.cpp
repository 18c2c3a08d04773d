#include "ui/pages/howblock.h"

#include "engine/sentences.h"
#include "ui/pages/protecteddialog.h"
#include "ui/protection.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <utility>

namespace ui::pages {

namespace {

enum Speed { Burst, Even, FirstPreset };

constexpr int leftMost = 95; ///< % that can be left for others
constexpr int inFlightMost = 64;
constexpr int requestsMost = 100'000'000;

} // namespace

QSpinBox* HowBlock::spin(const QString& name, const QString& text, int most, int value, QWidget* parent)
{
    auto* box = new QSpinBox(parent);
    box->setObjectName(name);
    box->setAccessibleName(text);
    box->setRange(0, most);
    box->setValue(value);
    box->setSpecialValueText(tr("off"));
    connect(box, &QSpinBox::valueChanged, this, [this] {
        tellBrakes();
        Q_EMIT changed();
    });
    return box;
}

HowBlock::HowBlock(QWidget* parent)
    : QWidget(parent)
    , m_speeds(new QHBoxLayout)
    , m_speed(new QButtonGroup(this))
    , m_forOthers(new QSpinBox(this))
    , m_inFlight(new QSpinBox(this))
    , m_note(new QLineEdit(this))
    , m_brakes(new QLabel(this))
    , m_change(new QPushButton(tr("Change…"), this))
    , m_protected(new QPushButton(this))
    , m_brakesBox(new QWidget(this))
{
    setObjectName(QStringLiteral("howBlock"));
    m_forOthers->setObjectName(QStringLiteral("forOthersBox"));
    m_forOthers->setAccessibleName(tr("Leave for others"));
    m_forOthers->setRange(0, leftMost);
    m_forOthers->setSuffix(tr(" %"));
    m_inFlight->setObjectName(QStringLiteral("inFlightBox"));
    m_inFlight->setAccessibleName(tr("At the same time"));
    m_inFlight->setRange(0, inFlightMost);
    m_inFlight->setSpecialValueText(tr("usual"));
    m_note->setObjectName(QStringLiteral("noteField"));
    m_note->setAccessibleName(tr("Note or ticket"));
    m_note->setMaximumWidth(240);
    m_brakes->setWordWrap(true);
    m_change->setObjectName(QStringLiteral("changeBrakes"));
    m_change->setAccessibleName(tr("Change the brakes"));
    m_change->setCheckable(true);

    auto* second = new QHBoxLayout;
    second->addWidget(new QLabel(tr("Leave for others"), this));
    second->addWidget(m_forOthers);
    second->addSpacing(12);
    second->addWidget(new QLabel(tr("At the same time"), this));
    second->addWidget(m_inFlight);
    second->addSpacing(12);
    m_protected->setObjectName(QStringLiteral("protectedButton"));
    m_protected->setToolTip(tr("Ids that are never sent, on whatever list they stand"));
    second->addWidget(new QLabel(tr("Protected ids"), this));
    second->addWidget(m_protected);
    second->addSpacing(12);
    second->addWidget(new QLabel(tr("Note or ticket"), this));
    second->addWidget(m_note);
    second->addStretch();
    auto* third = new QHBoxLayout;
    third->addWidget(m_brakes, 1);
    third->addWidget(m_change);
    const jobs::GuardSettings usual;
    auto* brakes = new QHBoxLayout(m_brakesBox);
    brakes->setContentsMargins(0, 0, 0, 0);
    const auto brake = [&](const QString& name, const QString& text, int most, int value) {
        brakes->addWidget(new QLabel(text, m_brakesBox));
        QSpinBox* box = spin(name, text, most, value, m_brakesBox);
        brakes->addWidget(box);
        return box;
    };
    m_canary = brake(QStringLiteral("canaryBox"), tr("look after"), 1000, usual.canary);
    m_inRow = brake(QStringLiteral("inRowBox"), tr("in a row"), 10000, usual.failuresInRow);
    m_rate = brake(QStringLiteral("rateBox"), tr("% of the last 50"), 100, usual.failureRatePercent);
    m_allGone = brake(QStringLiteral("allGoneBox"), tr("first all gone"), 10000, usual.allGoneAt);
    m_requests = brake(QStringLiteral("requestsBox"), tr("requests"), requestsMost, 0);
    brakes->addStretch();
    m_brakesBox->hide();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(m_speeds);
    column->addLayout(second);
    column->addLayout(third);
    column->addWidget(m_brakesBox);
    connect(m_change, &QPushButton::toggled, m_brakesBox, &QWidget::setVisible);
    connect(m_speed, &QButtonGroup::idToggled, this, &HowBlock::changed);
    connect(m_forOthers, &QSpinBox::valueChanged, this, &HowBlock::changed);
    connect(m_inFlight, &QSpinBox::valueChanged, this, &HowBlock::changed);
    connect(m_note, &QLineEdit::textChanged, this, &HowBlock::changed);
    setTabOrder(m_inFlight, m_protected);
    setTabOrder(m_protected, m_note);
    connect(m_protected, &QPushButton::clicked, this, &HowBlock::openProtected);
    setProtectedIds({});
    setProfile(nullptr);
    tellBrakes();
}

void HowBlock::setProfile(const vendors::Profile* profile)
{
    while (QLayoutItem* item = m_speeds->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_presets.clear();
    // Buttons that are made now would come last in the window's chain: the keyboard goes as the eye does.
    QWidget* last = m_forOthers->previousInFocusChain();
    while (last->focusPolicy() == Qt::NoFocus && last != m_forOthers)
        last = last->previousInFocusChain();
    m_speeds->addWidget(new QLabel(tr("Speed"), this));
    const auto add = [this, &last](const QString& name, const QString& text, int id) {
        auto* button = new QRadioButton(text, this);
        button->setObjectName(name);
        m_speed->addButton(button, id);
        m_speeds->addWidget(button);
        setTabOrder(last, button);
        last = button;
        return button;
    };
    add(QStringLiteral("speedBurst"), tr("as fast as allowed"), Burst)->setChecked(true);
    add(QStringLiteral("speedEven"), tr("spread evenly"), Even);
    if (profile)
        for (const vendors::Preset& preset : profile->presets) {
            add(QStringLiteral("speed_") + preset.id, preset.name, FirstPreset + int(m_presets.size()));
            m_presets << preset.id;
        }
    m_speeds->addStretch();
}

void HowBlock::setUnverified(bool isUnverified)
{
    // Fixed at 1: the first answer tells whether the address is right at all.
    m_canary->setEnabled(!isUnverified);
    m_canary->setValue(isUnverified ? 1 : 0);
}

void HowBlock::setRules(const idlist::Rules& rules)
{
    m_rules = rules;
    setProtectedIds(m_protectedIds);
}

void HowBlock::protect(const QStringList& ids)
{
    QStringList all = m_protectedIds;
    all << ids;
    all.removeDuplicates();
    setProtectedIds(all);
}

void HowBlock::setProtectedIds(const QStringList& ids)
{
    const ProtectedIds read = readProtected(ids.join(QLatin1Char('\n')), m_rules);
    m_wrongProtected = read.problems.size();
    // What does not fit this operation is kept as it is: it is the operator's to mend.
    m_protectedIds = read.problems.isEmpty() ? read.ids : ids;
    tellProtected();
    Q_EMIT changed();
}

void HowBlock::setOwn(const QString& id)
{
    if (std::exchange(m_own, id) != id)
        tellProtected();
}

void HowBlock::tellProtected()
{
    const bool hasOwn = !m_own.isEmpty() && !m_protectedIds.contains(m_own);
    const qsizetype count = m_protectedIds.size() + (hasOwn ? 1 : 0);
    QString text = count == 0 ? tr("none") : engine::Writing(engine::WallTime{}).number(count);
    if (hasOwn)
        text = count == 1 ? tr("1, your own") : tr("%1 with your own").arg(text);
    m_protected->setText(tr("%1…").arg(text));
    m_protected->setAccessibleName(tr("Protected ids: %1").arg(text));
}

void HowBlock::openProtected()
{
    auto* dialog = new ProtectedDialog(m_protectedIds, m_rules, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ProtectedDialog::chosen, this, &HowBlock::setProtectedIds);
    dialog->open();
}

QString HowBlock::problem() const
{
    if (m_wrongProtected == 0)
        return {};
    if (m_wrongProtected == 1)
        return tr("1 protected id does not fit this operation: change it in block 3");
    return tr("%1 protected ids do not fit this operation: change them in block 3")
        .arg(engine::Writing(engine::WallTime{}).number(m_wrongProtected));
}

engine::Options HowBlock::options() const
{
    engine::Options options;
    options.protectedIds = m_protectedIds;
    options.pacing =
        m_speed->checkedId() == Even ? engine::Options::Pacing::even : engine::Options::Pacing::burst;
    options.sharePercent = 100 - m_forOthers->value();
    options.inFlight = m_inFlight->value();
    options.guards.canary = m_canary->value();
    options.guards.failuresInRow = m_inRow->value();
    options.guards.failureRatePercent = m_rate->value();
    options.guards.allGoneAt = m_allGone->value();
    options.guards.maxRequests = m_requests->value();
    return options;
}

QString HowBlock::presetId() const
{
    const int at = m_speed->checkedId() - FirstPreset;
    return at >= 0 && at < m_presets.size() ? m_presets[at] : QString();
}

QString HowBlock::note() const
{
    return m_note->text().trimmed();
}

void HowBlock::tellBrakes()
{
    if (!m_requests)
        return;
    QStringList parts;
    if (m_canary->value() > 0)
        parts << (m_canary->value() == 1 ? tr("look after the first one")
                                         : tr("look after the first %1").arg(m_canary->value()));
    if (m_inRow->value() > 0)
        parts << (m_inRow->value() == 1 ? tr("the first failure")
                                        : tr("%1 failures in a row").arg(m_inRow->value()));
    if (m_rate->value() > 0)
        parts << tr("%1 % of the last 50").arg(m_rate->value());
    if (m_allGone->value() > 0)
        parts << (m_allGone->value() == 1 ? tr("the first already absent")
                                          : tr("first %1 all already absent").arg(m_allGone->value()));
    if (m_requests->value() > 0)
        parts << (m_requests->value() == 1 ? tr("at most 1 request")
                                           : tr("at most %1 requests").arg(m_requests->value()));
    m_brakes->setText(tr("Brakes: %1").arg(parts.isEmpty() ? tr("none") : parts.join(QStringLiteral(" · "))));
}

} // namespace ui::pages
