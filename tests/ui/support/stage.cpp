#include "ui/support/stage.h"

#include "cli/practice.h"
#include "ui/theme.h"

#include <QApplication>
#include <QSettings>
#include <QStackedWidget>

#include <algorithm>

namespace support {

namespace {

ui::Workplace practisingWhere(bool isPractice, ui::Workplace at)
{
    at.isPractice = at.isPractice || isPractice;
    return at;
}

} // namespace

Home::Home()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    QCoreApplication::setOrganizationName(QStringLiteral("sluice-test"));
    ui::apply(*qApp, ui::Theme::light());
}

ui::Workplace practice()
{
    ui::Workplace at;
    at.isPractice = true;
    at.practiceOrigin = [](const vendors::Profile&) -> base::Result<QString> {
        return QStringLiteral("http://127.0.0.1:4711");
    };
    at.practiceCredentials = cli::practiceCredentials;
    return at;
}

QByteArray csv(int count)
{
    QByteArray text = "id,email\n";
    for (int i = 0; i < count; ++i)
        text += QByteArray::number(4702 + i) + ",p" + QByteArray::number(i) + "@example.com\n";
    return text;
}

Stage::Stage(ui::Workplace at, jobs::Counts counts)
    : workplace(std::move(at))
    , rows(counts)
    , window(view, workplace, scheme, &rows)
{
    window.resize(1280, 800);
    window.show();
}

Stage::Stage(const engine::JobSnapshot& job, ui::Workplace at)
    : Stage(practisingWhere(job.isPractice, std::move(at)), job.counts)
{
    if (job.startedAt && job.series && !job.series->seconds.empty() && !job.rules.empty()) {
        const auto most = std::ranges::max_element(job.series->seconds, {}, &engine::SeriesStep::windowHigh);
        const int perBurst = most->windowHigh > 0 ? int(most->windowHigh) : int(job.rules.front().max);
        rows.setCourse(*job.startedAt, perBurst, int(job.rules.back().max));
    }
    rows.setReceipts(job.receipts > 0);
    view.show(fake::among(job));
    window.openJob(job.id);
}

QWidget& Stage::page()
{
    return *window.findChild<QStackedWidget*>(QStringLiteral("pages"))->currentWidget();
}

} // namespace support
