#include "ui/pages/rehearsalpage.h"

#include "ui/pages/jobpage.h"
#include "ui/wiring.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ui::pages {

namespace {

Workplace onStage(const Workplace& workplace, const RehearsalStage& stage)
{
    Workplace made;
    made.catalog = workplace.catalog;
    made.operatorName = workplace.operatorName;
    made.isPractice = true;
    made.reopenPractice = [credentials = stage.credentials](journal::JobId) {
        return base::Result<transport::Credentials>(credentials);
    };
    return made;
}

} // namespace

RehearsalPage::RehearsalPage(std::unique_ptr<RehearsalStage> stage, const Draft& draft,
                             const Workplace& workplace, bool isUtc, QWidget* parent)
    : QWidget(parent)
    , m_workplace(onStage(workplace, *stage))
    , m_startsAt(stage->world.clock->wallNow())
    , m_isUtc(isUtc)
    , m_onList(qint64(draft.setup.list->size()))
    , m_rehearsed(std::min(m_onList, qint64(Rehearsal::idsMost)))
    , m_rows(stage->world.openStore, stage->world.installationKey, models::StoredRows::Search::inPlace)
    , m_rehearsal(std::move(stage), draft)
    , m_page(new JobPage(m_view, m_workplace, &m_rows, this))
    , m_says(new QLabel(this))
    , m_hurry(new QPushButton(tr("REHEARSAL: &to the end"), this))
    , m_back(new QPushButton(tr("&Back to the job   Esc"), this))
{
    setObjectName(QStringLiteral("rehearsalPage"));
    m_page->setObjectName(QStringLiteral("rehearsedJob"));
    m_says->setObjectName(QStringLiteral("rehearsalSays"));
    m_says->setWordWrap(true);
    QFont bold = m_says->font();
    bold.setBold(true);
    m_says->setFont(bold);
    m_hurry->setObjectName(QStringLiteral("rehearsalHurry"));
    m_hurry->setAccessibleName(tr("Rehearse to the end as fast as this computer can"));
    m_hurry->setAutoDefault(false);
    m_back->setObjectName(QStringLiteral("rehearsalBack"));
    m_back->setAccessibleName(tr("End the rehearsal and go back to the job"));
    m_back->setAutoDefault(false);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(16, 8, 12, 8);
    top->setSpacing(6);
    top->addWidget(m_says, 1);
    top->addWidget(m_hurry);
    top->addWidget(m_back);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_page, 1);

    connect(m_back, &QPushButton::clicked, this, &RehearsalPage::backAsked);
    auto* escape = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &RehearsalPage::backAsked);
    connect(m_hurry, &QPushButton::clicked, this, [this] {
        m_rehearsal.hurry();
        m_hurry->setEnabled(false);
        tell(paceWords());
    });
    wire(m_view, m_rehearsal);
    connect(&m_rehearsal, &Rehearsal::snapshotReady, this, &RehearsalPage::take);
    connect(&m_rehearsal, &Rehearsal::refused, this,
            [this](int, engine::Refused, const QString& why) { tell(why); });
    connect(&m_rehearsal, &Rehearsal::ended, this, [this](const Verdict& verdict) {
        m_hasEnded = true;
        m_hurry->hide();
        tell(ui::sentence(verdict, engine::Writing(m_startsAt, m_isUtc)));
    });
    m_view.setUtc(isUtc);
    m_page->recall(QSettings());
    tell(paceWords());
    m_rehearsal.start();
}

RehearsalPage::~RehearsalPage()
{
    delete m_page; // before the view and the rows that it looks at
}

void RehearsalPage::tell(const QString& text)
{
    m_says->setText(tr("REHEARSAL: %1").arg(text));
}

QString RehearsalPage::paceWords() const
{
    QString words = tr("a made-up vendor on this computer. Nothing is sent.");
    if (m_rehearsal.speed() == 0)
        words = tr("a made-up vendor on this computer, as fast as it goes. Nothing is sent.");
    else if (m_rehearsal.speed() >= 1.5)
        words = tr("a made-up vendor on this computer, %1 times as fast. Nothing is sent.")
                    .arg(std::llround(m_rehearsal.speed()));
    if (m_rehearsed < m_onList) {
        const engine::Writing write(m_startsAt);
        words += QLatin1Char(' ')
                 + tr("The first %1 of %2.").arg(write.number(m_rehearsed), write.number(m_onList));
    }
    return words;
}

void RehearsalPage::take(const engine::Snapshot&)
{
    if (m_view.selectedId() == 0)
        m_view.select(m_rehearsal.job());
    if (!m_hasEnded)
        tell(paceWords());
    Q_EMIT moved();
}

} // namespace ui::pages
