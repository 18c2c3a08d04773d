#include "idlist/xmlpart.h"

#include "idlist/worded.h"

#include <quazip/quazip.h>
#include <quazip/quazipfile.h>

namespace idlist {

XmlGuard::XmlGuard(QIODevice& source, std::int64_t bytesMax) : m_source(source), m_bytesLeft(bytesMax)
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

bool XmlGuard::atEnd() const
{
    return !m_objection.empty() || m_source.atEnd();
}

bool XmlGuard::object(const char* objection)
{
    m_objection = objection;
    return false;
}

bool XmlGuard::acceptMarkup(char c)
{
    if (m_head.empty()) {
        if (c == '?') {
            m_in = In::instruction;
            return true;
        }
        if (c != '!') {
            m_in = In::tag;
            m_quote = 0;
            m_attributes = 0;
            m_nameLength = 0;
            return acceptTag(c);
        }
    }
    m_head += c;
    if (m_head == "!--")
        m_in = In::comment;
    else if (m_head == "![CDATA[")
        m_in = In::cdata;
    else if (!std::string_view("!--").starts_with(m_head)
             && !std::string_view("![CDATA[").starts_with(m_head))
        return object("it declares a document type");
    return true;
}

bool XmlGuard::acceptTag(char c)
{
    if (m_quote != 0) {
        if (c == m_quote) {
            m_quote = 0;
            m_nameLength = 0;
        }
        return true;
    }
    switch (c) {
    case '"':
    case '\'':
        m_quote = c;
        return ++m_attributes <= attributesMax || object("a tag has too many attributes");
    case '>':
        m_in = In::text;
        m_length = 0;
        return true;
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case '=':
    case '/':
        m_nameLength = 0;
        return true;
    default:
        return ++m_nameLength <= nameBytesMax || object("a name is too long");
    }
}

bool XmlGuard::accept(char c)
{
    if (c == '\0')
        return object("it holds a NUL byte");
    if (++m_length > constructBytesMax)
        return object("a cell or tag is longer than 1 MiB");
    // An entity's name is a name, too.
    if (m_in == In::text || m_quote != 0) {
        if (c == '&')
            m_entityLength = 0;
        else if (c == ';' || c == '<')
            m_entityLength = -1;
        else if (m_entityLength >= 0 && ++m_entityLength > nameBytesMax)
            return object("an entity's name is too long");
    }
    switch (m_in) {
    case In::text:
        if (c == '<') {
            m_in = In::markup;
            m_length = 0;
            m_head.clear();
            m_tail.clear();
        }
        return true;
    case In::markup:
        return acceptMarkup(c);
    case In::tag:
        return acceptTag(c);
    case In::comment:
    case In::cdata:
    case In::instruction: {
        constexpr std::int64_t instructionBytesMax = 1024;
        if (m_in == In::instruction && m_length > instructionBytesMax)
            return object("a processing instruction is too long");
        const std::string_view end = m_in == In::comment ? "-->" : m_in == In::cdata ? "]]>" : "?>";
        m_tail += c;
        if (m_tail.ends_with(end)) {
            m_in = In::text;
            m_length = 0;
        } else if (m_tail.size() > 2) {
            m_tail.erase(0, m_tail.size() - 2);
        }
        return true;
    }
    }
    return false;
}

qint64 XmlGuard::readData(char* data, qint64 bytesWanted)
{
    if (!m_objection.empty())
        return -1;
    const qint64 bytesRead = m_source.read(data, bytesWanted);
    if (bytesRead <= 0)
        return bytesRead;
    m_bytesLeft -= bytesRead;
    if (m_bytesLeft < 0) {
        object("it is larger than Sluice unpacks");
        return -1;
    }
    for (qint64 i = 0; i < bytesRead; ++i) {
        if (!accept(data[i]))
            return -1;
    }
    return bytesRead;
}

XmlPart::XmlPart(QuaZip& zip, const QString& name, std::int64_t bytesMax) : m_name(name)
{
    if (!zip.setCurrentFile(name, QuaZip::csInsensitive)) {
        fail("it is missing");
        return;
    }
    m_file = std::make_unique<QuaZipFile>(&zip);
    QuaZipFileInfo64 about;
    if (!m_file->getFileInfo(&about) || (about.flags & 1U) != 0) {
        fail("it is encrypted. Remove the password");
        return;
    }
    if (!m_file->open(QIODevice::ReadOnly)) {
        fail("it cannot be unpacked");
        return;
    }
    m_guard = std::make_unique<XmlGuard>(*m_file, bytesMax);
    m_reader = std::make_unique<QXmlStreamReader>(m_guard.get());
    m_reader->setNamespaceProcessing(true);
}

XmlPart::~XmlPart() = default;

void XmlPart::fail(const std::string& message)
{
    if (!m_error)
        m_error =
            base::Error{worded("The workbook's part “{}” cannot be read: {}. Open the file in a spreadsheet "
                               "program and save it again, or save the sheet as CSV (UTF-8).",
                               m_name.toStdString(), message)};
}

bool XmlPart::next()
{
    if (m_error || !m_reader)
        return false;
    while (!m_reader->atEnd()) {
        switch (m_reader->readNext()) {
        case QXmlStreamReader::StartElement:
            if (++m_depth > depthMax) {
                fail("its elements are nested too deeply");
                return false;
            }
            m_attributes = m_reader->attributes();
            return true;
        case QXmlStreamReader::EndElement:
            --m_depth;
            return true;
        case QXmlStreamReader::Characters:
            return true;
        case QXmlStreamReader::DTD:
        case QXmlStreamReader::EntityReference:
            fail("it declares a document type");
            return false;
        default:
            break;
        }
        // Never ask for more after an error: a damaged archive is not "at its end" then, and would be asked
        // for ever.
        if (m_reader->hasError())
            break;
    }
    if (!m_guard->objection().empty())
        fail(m_guard->objection());
    else if (m_reader->hasError())
        fail(worded("{} in line {}", m_reader->errorString().toStdString(), m_reader->lineNumber()));
    return false;
}

QStringView XmlPart::attribute(const char16_t* name) const
{
    for (const QXmlStreamAttribute& each : m_attributes) {
        if (each.name() == name)
            return each.value();
    }
    return {};
}

std::optional<base::Error> XmlPart::finish()
{
    while (next()) {
    }
    if (m_error || !m_file)
        return m_error;
    char rest[256]; // white space behind the last tag
    while (m_file->read(rest, sizeof rest) > 0) {
    }
    m_file->close();
    if (m_file->getZipError() != UNZ_OK)
        fail("its checksum is wrong, the file is damaged");
    return m_error;
}

} // namespace idlist
