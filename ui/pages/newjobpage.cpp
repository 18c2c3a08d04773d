#include "ui/pages/newjobpage.h"

#include "engine/idrules.h"
#include "ui/pages/forecastblock.h"
#include "ui/pages/howblock.h"
#include "ui/pages/idsblock.h"
#include "ui/pages/whereblock.h"
#include "ui/widgets/doubtbar.h"
#include "ui/widgets/lookrow.h"
#include "vendors/resolve.h"

#include <QFileInfo>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

constexpr int forecastDelay = 150; ///< ms after the last change: typing must not queue forecasts

void addLine(QVBoxLayout* column, QWidget* page)
{
    auto* line = new QFrame(page);
    line->setFrameShape(QFrame::HLine);
    line->setForegroundRole(QPalette::Mid);
    column->addWidget(line);
}

void addBlock(QVBoxLayout* column, const QString& title, QWidget* block)
{
    if (column->count() > 0)
        addLine(column, block->parentWidget());
    auto* row = new QHBoxLayout;
    auto* heading = new QLabel(title, block->parentWidget());
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    heading->setFixedWidth(128);
    heading->setWordWrap(true);
    heading->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    heading->setContentsMargins(0, 5, 0, 0);
    row->addWidget(heading);
    row->addWidget(block, 1);
    column->addLayout(row);
}

} // namespace

NewJobPage::NewJobPage(const Workplace& workplace, QWidget* parent)
    : QWidget(parent)
    , m_workplace(workplace)
    , m_doubts(new widgets::DoubtBar(QStringLiteral("draftWarning"), QStringLiteral("draftProtect"), this))
    , m_summary(new QLabel(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_rehearse(new QPushButton(tr("Rehearse   Ctrl+R"), this))
    , m_continue(new QPushButton(tr("Continue…"), this))
    , m_forecastSoon(new QTimer(this))
{
    setObjectName(QStringLiteral("newJobPage"));
    auto* page = new QWidget;
    m_ids = new IdsBlock(page);
    m_where = new WhereBlock(workplace, page);
    m_how = new HowBlock(page);
    m_forecast = new ForecastBlock(page);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(20, 10, 20, 6);
    column->setSpacing(6);
    addBlock(column, tr("1 WHICH IDS"), m_ids);
    addBlock(column, tr("2 WHERE"), m_where);
    addBlock(column, tr("3 HOW"), m_how);
    addBlock(column, tr("4 WHAT WILL\n   HAPPEN"), m_forecast);
    column->addStretch(1); // room that is to spare never tears the lines of a block apart
    m_scroll = new QScrollArea(this);
    m_scroll->setFocusPolicy(Qt::NoFocus); // the fields inside take it
    m_scroll->setWidget(page);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);

    m_summary->setObjectName(QStringLiteral("draftSummary"));
    m_summary->setWordWrap(true);
    m_cancel->setObjectName(QStringLiteral("cancelDraft"));
    m_continue->setObjectName(QStringLiteral("continueButton"));
    m_rehearse->setObjectName(QStringLiteral("rehearseButton"));
    m_rehearse->setAccessibleName(tr("Rehearse this job"));
    m_rehearse->setToolTip(
        tr("Plays this job against a made-up vendor on this computer, fast. Nothing is sent."));
    m_rehearse->setVisible(bool(workplace.makeStage));
    for (QPushButton* button : {m_cancel, m_rehearse, m_continue})
        button->setAutoDefault(false);
    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(20, 8, 20, 12);
    bottom->addWidget(m_summary, 1);
    bottom->addWidget(m_cancel);
    bottom->addWidget(m_rehearse);
    bottom->addWidget(m_continue);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_scroll, 1);
    auto* doubts = new QVBoxLayout;
    doubts->setContentsMargins(20, 6, 20, 0);
    doubts->addWidget(m_doubts);
    all->addLayout(doubts);
    all->addLayout(bottom);

    m_forecastSoon->setSingleShot(true);
    m_forecastSoon->setInterval(forecastDelay);
    connect(m_forecastSoon, &QTimer::timeout, this, &NewJobPage::foresee);
    const auto rethink = [this] {
        check();
        m_forecastSoon->start();
    };
    connect(m_ids, &IdsBlock::changed, this, rethink);
    connect(m_where, &WhereBlock::changed, this, rethink);
    connect(m_how, &HowBlock::changed, this, rethink);
    connect(m_forecast, &ForecastBlock::changed, this, &NewJobPage::check);
    connect(m_where, &WhereBlock::profileChanged, this,
            [this] { m_how->setProfile(m_where->profile() ? &*m_where->profile() : nullptr); });
    connect(m_where, &WhereBlock::operationChanged, this, &NewJobPage::takeOperation);
    connect(m_where, &WhereBlock::checkAsked, this, &NewJobPage::askForCheck);
    connect(m_where, &WhereBlock::lookAsked, this, &NewJobPage::askForLook);
    connect(m_where, &WhereBlock::protectAsked, m_how, &HowBlock::protect);
    connect(m_doubts, &widgets::DoubtBar::protectAsked, m_how, &HowBlock::protect);
    connect(m_cancel, &QPushButton::clicked, this, &NewJobPage::cancelled);
    const auto go = [this] {
        QString problem;
        if (const auto made = draft(problem))
            Q_EMIT continued(*made);
    };
    connect(m_continue, &QPushButton::clicked, this, go);
    connect(m_rehearse, &QPushButton::clicked, this, [this] {
        QString problem;
        if (const auto made = draft(problem, For::rehearsal))
            Q_EMIT rehearsalAsked(*made);
    });
    auto* rehearse = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_R), this);
    rehearse->setContext(Qt::WidgetWithChildrenShortcut);
    connect(rehearse, &QShortcut::activated, m_rehearse, &QPushButton::click);
    auto* key = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, this, go);
    rethink();
}

void NewJobPage::setSource(const ListSource& source)
{
    m_ids->setSource(source);
}

bool NewJobPage::chooseProfile(const QString& name)
{
    return m_where->choose(name);
}

void NewJobPage::tellTime(const engine::Writing& writing)
{
    m_forecast->tellTime(writing);
}

void NewJobPage::forgetSecrets()
{
    if (!m_workplace.isPractice)
        m_where->forgetCredentials();
}

void NewJobPage::focusFirst()
{
    m_ids->setFocus();
    m_scroll->verticalScrollBar()->setValue(0); // a new job is read from its beginning
}

base::Result<engine::SignInSetup> NewJobPage::signInSetup() const
{
    auto profile = vendors::resolve(*m_where->profile(), m_where->parameters(), m_how->presetId());
    if (!profile)
        return std::unexpected(profile.error());
    base::Result<QString> origin = QString();
    if (m_workplace.isPractice)
        origin = m_workplace.practiceOrigin(*profile);
    if (!origin)
        return std::unexpected(origin.error());
    return engine::SignInSetup{std::move(*profile), *origin, m_where->credentials(), m_how->options()};
}

void NewJobPage::askForCheck()
{
    m_where->setChecking();
    if (auto setup = signInSetup())
        Q_EMIT signInCheckAsked(*setup);
    else
        m_where->tellCheckRefused(QString::fromStdString(setup.error().message));
}

/// Of the ids that will be sent, evenly spread.
void NewJobPage::askForLook()
{
    const auto list = m_ids->list();
    const auto kept = protection();
    m_where->setLooking();
    auto setup = signInSetup();
    if (!list || !setup) {
        m_where->tellLookRefused(list ? QString::fromStdString(setup.error().message) : tr("Choose a list"));
        return;
    }
    engine::LookSetup look{std::move(*setup), m_where->operation()->id, {}};
    const auto text = [](std::string_view part) {
        return QString::fromUtf8(part.data(), qsizetype(part.size()));
    };
    const std::size_t unsent = kept ? kept->items.size() : 0;
    for (std::size_t place : engine::spreadOver(list->size() - unsent, widgets::LookRow::most)) {
        // Its place among those that are sent; those before it that are not come on top.
        if (kept)
            for (const std::size_t item : kept->items)
                if (item <= place)
                    ++place;
        look.items << engine::ListedId{text(list->id(place)),
                                       list->hasLabels() ? text(list->label(place)) : QString()};
    }
    m_lookedList = list;
    Q_EMIT lookAsked(look);
}

void NewJobPage::showLook(const engine::LookResult& result, const engine::Writing& writing)
{
    m_where->show(result, writing);
    bringIntoSight(m_where->lookRow());
}

void NewJobPage::tellLookRefused(const QString& sentence)
{
    m_where->tellLookRefused(sentence);
    bringIntoSight(m_where->lookRow());
}

/// An answer that came is read where it stands.
void NewJobPage::bringIntoSight(QWidget* row)
{
    // As soon as the page has made room for it, and for lines that only then wrap.
    const auto show = [this, row] { m_scroll->ensureWidgetVisible(row, 0, 8); };
    QTimer::singleShot(0, row, [row, show] {
        show();
        QTimer::singleShot(0, row, show);
    });
}

std::optional<Draft> NewJobPage::protect(const QStringList& ids)
{
    m_how->protect(ids);
    QString problem;
    return draft(problem);
}

void NewJobPage::readListAgain()
{
    m_ids->readAgain();
}

NewJobPage::Begin NewJobPage::notBefore(const QString& profile, const QString& account) const
{
    Begin begin;
    if (const engine::SignInResult* wait = m_where->wait(); wait && wait->until) {
        begin = {wait->until, wait->isHold ? tr("%1 ordered silence").arg(wait->vendor)
                                           : tr("The %1 is full").arg(wait->rule)};
    }
    for (const AccountUse& use : m_uses)
        if (use.profileId == profile && use.accountLabel == account
            && (!begin.time || use.until > *begin.time))
            begin = {use.until, use.why};
    return begin;
}

void NewJobPage::tellUse()
{
    const auto profile = m_where->profile();
    const Begin begin =
        notBefore(profile ? profile->id : QString(), profile ? m_where->accountLabel() : QString());
    m_forecast->setNotBefore(begin.time, begin.why);
}

void NewJobPage::setUses(const QList<AccountUse>& uses)
{
    if (m_uses == uses)
        return;
    m_uses = uses;
    tellUse();
}

void NewJobPage::setUsedLabels(const QMap<QString, QStringList>& byProfile)
{
    m_where->setUsedLabels(byProfile);
}

void NewJobPage::rememberSecrets()
{
    m_where->rememberCredentials();
}

void NewJobPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_where->recallCredentials();
}

/// As of the list, the operation and what is protected now.
std::shared_ptr<const Protection> NewJobPage::protection() const
{
    const auto list = m_ids->list();
    const vendors::Operation* operation = m_where->operation();
    if (!list || operation == nullptr)
        return nullptr;
    const auto& signedIn = m_where->signedIn();
    const QString own = signedIn ? signedIn->who : QString();
    if (m_compared.protection && m_compared.list == list && m_compared.operation == operation->id
        && m_compared.own == own && m_compared.ids == m_how->protectedIds())
        return m_compared.protection;
    m_compared = {
        list, operation->id, own, m_how->protectedIds(),
        std::make_shared<const Protection>(protectionOf(*list, *operation, m_how->protectedIds(), signedIn))};
    return m_compared.protection;
}

void NewJobPage::showSignIn(const engine::SignInResult& result, const engine::Writing& writing)
{
    m_where->show(result, writing);
    bringIntoSight(m_where->checkRow());
}

void NewJobPage::tellCheckRefused(const QString& sentence)
{
    m_where->tellCheckRefused(sentence);
    bringIntoSight(m_where->checkRow());
}

void NewJobPage::takeOperation()
{
    const vendors::Operation* operation = m_where->operation();
    m_how->setUnverified(operation && !operation->provenance.isVerified);
    const idlist::Rules rules = operation ? engine::idRulesOf(*operation) : idlist::Rules{};
    m_ids->setRules(rules);
    m_how->setRules(rules);
}

std::optional<Draft> NewJobPage::draft(QString& problem, For purpose) const
{
    const bool isRehearsal = purpose == For::rehearsal;
    const bool hasIds = m_ids->list() && !m_ids->list()->isEmpty();
    problem = isRehearsal && hasIds ? QString() : m_ids->problem();
    if (problem.isEmpty())
        problem = isRehearsal ? m_where->problemOfPlace() : m_where->problem();
    if (problem.isEmpty())
        problem = m_how->problem();
    if (!problem.isEmpty())
        return {};
    auto profile = vendors::resolve(*m_where->profile(), m_where->parameters(), m_how->presetId());
    if (!profile) {
        problem = QString::fromStdString(profile.error().message);
        return {};
    }
    Draft made;
    made.isPractice = m_workplace.isPractice;
    made.setup.profile = std::move(*profile);
    made.setup.operationId = m_where->operation()->id;
    made.setup.credentials = m_where->credentials();
    made.setup.accountLabel = m_where->accountLabel();
    made.setup.list = m_ids->list();
    made.setup.listName = m_ids->source().name();
    const idlist::Origin& origin = made.setup.list->origin();
    made.setup.listSheet = origin.sheet;
    made.setup.listColumn = origin.idHeading.isEmpty() ? QString::number(origin.idColumn) : origin.idHeading;
    made.setup.name = QFileInfo(made.setup.listName).completeBaseName();
    made.signedIn = m_where->signedIn();
    made.checked = m_where->checked();
    made.looked = m_where->looked();
    made.startedBy = m_workplace.operatorName;
    made.protection = protection();
    made.protectedCount = made.protection ? made.protection->count() : 0;
    made.listFile = m_ids->source().path;
    made.listChangedAt = m_ids->changedAt();
    if (made.count() == 0) {
        problem = tr("Nothing is left to send: every id of the list is protected, or is the account that "
                     "is signed in");
        return {};
    }
    made.setup.note = m_how->note();
    made.setup.options = m_how->options();
    made.presetId = m_how->presetId();
    made.leavesRejectsOut = m_ids->leavesRejectsOut();
    made.address = m_where->address(made.setup.profile.baseUrl);
    made.host =
        m_workplace.isPractice ? tr("simulated on this computer") : QUrl(made.setup.profile.baseUrl).host();
    made.takes = m_forecast->takes();
    made.notBefore = notBefore(made.setup.profile.id, made.setup.accountLabel).time;
    return made;
}

void NewJobPage::check()
{
    const auto list = m_ids->list();
    if (m_lookedList && m_lookedList != list) {
        m_lookedList.reset();
        m_where->forgetLook();
    }
    m_where->setList(list ? qint64(list->size()) : 0);
    m_where->setProtected(m_how->protectedIds());
    m_how->setOwn(m_where->signedIn() ? m_where->signedIn()->who : QString());
    m_ids->setProtected(protection(), m_how->protectedIds().size());
    QString problem, missing;
    const auto made = draft(problem);
    tellUse();
    m_continue->setEnabled(made.has_value());
    m_continue->setToolTip(made ? tr("Ctrl+Return") : problem);
    m_rehearse->setEnabled(made || draft(missing, For::rehearsal));
    const engine::Writing write{engine::WallTime{}};
    const Doubts doubts = made ? doubtsOf(*made, write) : Doubts{};
    m_doubts->show(doubts.words, doubts.ids);
    if (!made) {
        m_summary->setText(problem);
        return;
    }
    const vendors::Operation* operation = made->operation();
    m_summary->setText(tr("%1 %2 · %3, %4")
                           .arg(write.number(made->count()),
                                made->count() == 1 ? operation->noun : operation->nouns,
                                made->setup.profile.vendor,
                                made->isAccountNamed() ? made->setup.accountLabel : tr("account not named")));
}

void NewJobPage::foresee()
{
    if (const QString why = whyNothingIsForeseen(); !why.isEmpty()) {
        m_forecast->clear(why);
        return;
    }
    const auto profile = vendors::resolve(*m_where->profile(), m_where->parameters(), m_how->presetId());
    if (!profile) {
        m_forecast->clear(QString::fromStdString(profile.error().message));
        return;
    }
    const auto kept = protection();
    const std::size_t sent = m_ids->list()->size() - (kept ? kept->items.size() : 0);
    m_forecast->ask(*profile, m_where->operation()->id, std::uint32_t(sent), m_how->options());
}

/// What really is missing; empty: nothing.
QString NewJobPage::whyNothingIsForeseen() const
{
    const auto list = m_ids->list();
    const bool hasPlace = m_where->operation() != nullptr;
    if (m_ids->source().isEmpty())
        return hasPlace ? tr("Choose a list to see how long it takes.")
                        : tr("Choose a list and a vendor to see how long it takes.");
    if (!list)
        return m_ids->problem();
    if (!hasPlace)
        return tr("Choose the vendor to see how long it takes.");
    const auto kept = protection();
    if (list->isEmpty() || (kept && kept->items.size() == list->size()))
        return tr("Nothing would be sent: see block 1.");
    return {};
}

void NewJobPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT cancelled();
        return;
    }
    if (event->matches(QKeySequence::Paste) || event->matches(QKeySequence::Open)) {
        findChild<QPushButton*>(event->matches(QKeySequence::Paste) ? QStringLiteral("pasteIds")
                                                                    : QStringLiteral("chooseFile"))
            ->click();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace ui::pages
