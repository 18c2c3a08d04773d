#include "ui/listloader.h"

#include <QFileInfo>
#include <QMetaObject>

namespace ui {

namespace {

/// Random rows of a preview need not be other ones at every reading.
constexpr std::uint64_t previewSeed = 1;

} // namespace

QString ListSource::name() const
{
    return path.isEmpty() ? ListLoader::tr("pasted ids") : QFileInfo(path).fileName();
}

ListReading readList(const ListSource& source, const idlist::Choice& choice, const idlist::Rules& rules)
{
    ListReading reading;
    if (!source.path.isEmpty())
        reading.changedAt = QFileInfo(source.path).lastModified();
    const auto asText = [](const base::Error& error) { return QString::fromStdString(error.message); };
    auto preview = source.path.isEmpty() ? idlist::inspectText(source.pasted, choice, rules, previewSeed)
                                         : idlist::inspect(source.path, choice, rules, previewSeed);
    if (!preview) {
        reading.problem = asText(preview.error());
        return reading;
    }
    reading.preview = std::move(*preview);
    auto list = source.path.isEmpty() ? idlist::readText(source.pasted, choice, rules)
                                      : idlist::read(source.path, choice, rules);
    if (!list)
        reading.problem = asText(list.error());
    else
        reading.list = std::make_shared<const idlist::List>(std::move(*list));
    return reading;
}

ListLoader::ListLoader(QObject* parent) : QObject(parent)
{
    m_workers.setMaxThreadCount(1);
}

ListLoader::~ListLoader()
{
    m_workers.clear();
    m_workers.waitForDone();
}

void ListLoader::load(const ListSource& source, const idlist::Choice& choice, const idlist::Rules& rules)
{
    const int asked = ++m_asked;
    m_workers.clear();
    m_workers.start([this, source, choice, rules, asked] {
        ListReading reading = readList(source, choice, rules);
        QMetaObject::invokeMethod(this, [this, asked, reading = std::move(reading)] {
            if (asked != m_asked)
                return;
            m_answered = asked;
            Q_EMIT loaded(reading);
        });
    });
}

} // namespace ui
