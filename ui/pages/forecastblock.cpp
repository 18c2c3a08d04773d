#include "ui/pages/forecastblock.h"

#include "ui/widgets/forecaststrip.h"
#include "ui/widgets/forecastwords.h"

#include <QDateTime>
#include <QLabel>
#include <QMetaObject>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

constexpr int stripParts = 100;

engine::WallTime wallNow()
{
    return engine::WallTime{std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())};
}

} // namespace

ForecastBlock::ForecastBlock(QWidget* parent)
    : QWidget(parent)
    , m_writing(wallNow())
    , m_headline(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_warning(new QLabel(this))
    , m_strip(new widgets::ForecastStrip(this))
{
    setObjectName(QStringLiteral("forecastBlock"));
    m_workers.setMaxThreadCount(1);
    m_headline->setObjectName(QStringLiteral("forecastHeadline"));
    m_detail->setObjectName(QStringLiteral("forecastDetail"));
    m_warning->setObjectName(QStringLiteral("forecastWarning"));
    QFont bold = m_headline->font();
    bold.setBold(true);
    m_headline->setFont(bold);
    m_detail->setWordWrap(true);
    m_warning->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_headline);
    column->addWidget(m_strip);
    column->addWidget(m_detail);
    column->addWidget(m_warning);
    clear({});
}

ForecastBlock::~ForecastBlock()
{
    m_workers.clear();
    m_workers.waitForDone();
}

void ForecastBlock::ask(const vendors::Profile& profile, const QString& operationId, std::uint32_t count,
                        const engine::Options& options)
{
    const int asked = ++m_asked;
    m_workers.clear();
    m_workers.start([this, asked, profile, operationId, count, options] {
        const engine::Forecast made = engine::forecast(profile, operationId, count, options, true);
        const int canary = options.guards.canary;
        const int looksAfter = std::uint32_t(std::max(canary, 0)) < count ? canary : 0;
        QMetaObject::invokeMethod(this, [this, asked, made, looksAfter, vendor = profile.vendor] {
            if (asked != m_asked)
                return;
            m_at.looksAfter = looksAfter;
            m_forecast = made;
            m_vendor = vendor;
            tell();
            Q_EMIT changed();
        });
    });
}

void ForecastBlock::clear(const QString& why)
{
    ++m_asked;
    m_forecast.reset();
    m_headline->setText(why);
    m_detail->clear();
    m_warning->clear();
    m_detail->hide();
    m_warning->hide();
    m_strip->show({}, {}, {});
}

void ForecastBlock::tellTime(const engine::Writing& writing)
{
    m_writing = writing;
    if (m_forecast)
        tell();
}

void ForecastBlock::setNotBefore(const std::optional<engine::WallTime>& time, const QString& why)
{
    if (m_at.notBefore == time && m_at.why == why)
        return;
    m_at.notBefore = time;
    m_at.why = why;
    if (m_forecast)
        tell();
}

void ForecastBlock::tell()
{
    const auto words = widgets::forecastWords(*m_forecast, m_vendor, m_writing, m_at);
    m_headline->setText(words.headline);
    m_detail->setText(words.detail);
    m_detail->setVisible(!words.detail.isEmpty());
    m_warning->setText(words.warning);
    m_warning->setVisible(!words.warning.isEmpty());
    // On the strip whatever can be told apart stands apart.
    m_strip->show(widgets::burstsOf(*m_forecast, m_forecast->finishAfter / stripParts),
                  m_forecast->finishAfter,
                  m_at.notBefore ? std::max(*m_at.notBefore, m_writing.now()) : m_writing.now());
}

std::optional<engine::Duration> ForecastBlock::takes() const
{
    return m_forecast && !m_forecast->isNever ? std::optional(m_forecast->finishAfter) : std::nullopt;
}

} // namespace ui::pages
