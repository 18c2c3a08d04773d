#include "idlist/list.h"

#include "idlist/listhash.h"

#include <QSaveFile>

namespace idlist {

namespace {

/// Quoted for CSV; what a spreadsheet would take for a formula gets an apostrophe in front.
QByteArray csvCell(const QByteArray& text)
{
    QByteArray cell = text;
    if (!cell.isEmpty() && QByteArrayView("=+-@\t\r").contains(cell.front()))
        cell.prepend('\'');
    if (cell.contains('"') || cell.contains(',') || cell.contains('\n') || cell.contains('\r'))
        cell = '"' + cell.replace("\"", "\"\"") + '"';
    return cell;
}

} // namespace

List::List()
{
    static const auto nothing = [] {
        auto content = std::make_shared<Content>();
        content->fingerprint = content->hash();
        return std::shared_ptr<const Content>(std::move(content));
    }();
    m_content = nothing;
}

std::string List::Content::hash() const
{
    ListHash hash;
    for (std::size_t i = 0; i < idEnds.size(); ++i)
        hash.add(slice(ids, idEnds, i));
    return hash.result().toStdString();
}

std::string_view List::label(std::size_t i) const
{
    return hasLabels() ? slice(m_content->labels, m_content->labelEnds, i) : std::string_view();
}

QString List::sentence(const Reject& reject) const
{
    const QString text = QString::fromStdString(reject.text);
    const QString detail = QString::fromStdString(reject.detail);
    switch (reject.why) {
    case Why::none:
        return {};
    case Why::empty:
        return QStringLiteral("The id is empty. Fill it in, or remove the line.");
    case Why::dots:
        return QStringLiteral(
                   "“%1” is not an id: in an address it would point elsewhere. Correct or remove it.")
            .arg(text);
    case Why::control:
        return QStringLiteral("“%1” holds invisible or control characters. Type the id again.").arg(text);
    case Why::pattern:
        return QStringLiteral(
                   "“%1” does not look like an id of this operation. Correct or remove it, or choose another "
                   "column. Such ids look like %2.")
            .arg(text, m_content->idPattern);
    case Why::foreign:
        return QStringLiteral(
                   "“%1” begins with “%2”: it belongs to another kind of thing. Remove it, or choose the "
                   "operation for it.")
            .arg(text, detail);
    case Why::damaged:
        return QStringLiteral(
                   "“%1” is %2: a spreadsheet has changed the id. Export the list again with this column "
                   "as text.")
            .arg(text, detail);
    case Why::tooLong:
        return QStringLiteral("“%1” is longer than %2 bytes. Is this the right column?")
            .arg(text)
            .arg(idBytesMax);
    case Why::quoting:
        return QStringLiteral(
                   "“%1” has text after its closing quote. Write quotes that belong to it twice (\"\").")
            .arg(text);
    }
    return {};
}

QString List::sentenceWithLine(const Reject& reject) const
{
    return QStringLiteral("Line %1: %2").arg(reject.line).arg(sentence(reject));
}

base::Result<void> List::saveRejects(const QString& path) const
{
    QSaveFile file(path);
    const auto failed = [&] {
        return base::fail(
            QStringLiteral("%1 cannot be written: %2. Choose another folder or free some space.")
                .arg(path, file.errorString())
                .toStdString());
    };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    QByteArray lines = "line,text,reason\r\n";
    for (const Reject& reject : m_content->rejects) {
        lines += QByteArray::number(reject.line) + ',' + csvCell(QByteArray::fromStdString(reject.text)) + ','
                 + csvCell(sentence(reject).toUtf8()) + "\r\n";
        constexpr qsizetype blockBytes = 1 << 16;
        if (lines.size() < blockBytes)
            continue;
        if (file.write(lines) != lines.size())
            return failed();
        lines.clear();
    }
    if (const auto more = m_content->rejectCount - m_content->rejects.size(); more > 0)
        lines += ",," + csvCell(QStringLiteral("%1 more, not listed here").arg(more).toUtf8()) + "\r\n";
    if (file.write(lines) != lines.size() || !file.commit())
        return failed();
    return {};
}

QString List::shortFingerprint() const
{
    const QString hex = QString::fromStdString(m_content->fingerprint.substr(0, 8)).toUpper();
    return hex.left(4) + u'-' + hex.mid(4);
}

std::size_t List::bytesHeld() const
{
    const Content& c = *m_content;
    std::size_t bytes =
        sizeof(Content) + c.ids.capacity() + c.labels.capacity()
        + (c.idEnds.capacity() + c.lines.capacity() + c.labelEnds.capacity()) * sizeof(std::uint32_t);
    bytes += c.rejects.capacity() * sizeof(Reject) + c.duplicates.capacity() * sizeof(Duplicate);
    for (const Reject& reject : c.rejects)
        bytes += reject.text.capacity() + reject.detail.capacity();
    for (const Duplicate& duplicate : c.duplicates)
        bytes += duplicate.id.capacity();
    return bytes;
}

ListMaker::ListMaker() : m_content(std::make_shared<List::Content>()) {}

void ListMaker::add(std::string_view id, std::string_view label, std::uint32_t line)
{
    List::Content& c = *m_content;
    c.ids += id;
    c.idEnds.push_back(static_cast<std::uint32_t>(c.ids.size()));
    c.lines.push_back(line);
    c.labels += label;
    c.labelEnds.push_back(static_cast<std::uint32_t>(c.labels.size()));
}

List ListMaker::take()
{
    List list;
    m_content->fingerprint = m_content->hash();
    if (m_content->labels.empty())
        m_content->labelEnds.clear();
    list.m_content = std::move(m_content);
    return list;
}

} // namespace idlist
