#pragma once

#include "base/result.h"

#include <QIODevice>
#include <QString>
#include <QXmlStreamReader>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

class QuaZip;
class QuaZipFile;

namespace idlist {

/// Hands the bytes of a part on to the XML reader only while they stay harmless: bounded in all (against size
/// bombs), no document type (entities, and the known holes of XML readers behind it), no NUL (so no UTF-16
/// that would hide one), and no tag, name, text or comment longer than a spreadsheet writes. One thread.
class XmlGuard final : public QIODevice {
public:
    static constexpr std::int64_t constructBytesMax = 1 << 20; ///< a cell holds at most 32,767 characters
    static constexpr int attributesMax = 256;                  ///< of one tag; XML readers compare all pairs
    static constexpr int nameBytesMax = 256;

    XmlGuard(QIODevice& source, std::int64_t bytesMax);
    bool isSequential() const override { return true; }
    bool atEnd() const override;
    const std::string& objection() const { return m_objection; }

protected:
    qint64 readData(char* data, qint64 bytesWanted) override;
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    enum class In : unsigned char { text, markup, tag, comment, cdata, instruction };
    bool accept(char c);
    bool acceptMarkup(char c);
    bool acceptTag(char c);
    bool object(const char* objection);

    QIODevice& m_source;
    std::int64_t m_bytesLeft;
    In m_in = In::text;
    std::int64_t m_length = 0; ///< of the construct we are in
    std::string m_head;        ///< what follows "<!"
    std::string m_tail;        ///< the last two characters of a comment and the like
    char m_quote = 0;
    int m_attributes = 0;
    int m_nameLength = 0;
    int m_entityLength = -1; ///< behind "&", -1 outside
    std::string m_objection;
};

/// One XML part of an open package, token by token. No deeper than 64 elements. One at a time per package.
class XmlPart {
public:
    static constexpr int depthMax = 64; ///< workbooks use about ten

    XmlPart(QuaZip& zip, const QString& name, std::int64_t bytesMax);
    ~XmlPart();

    /// Goes to the next start or end of an element, or text. False at the end and at an error.
    bool next();
    const QXmlStreamReader& reader() const { return *m_reader; }
    QStringView attribute(const char16_t* name) const;
    bool isStart(const char16_t* name) const
    {
        return m_reader->isStartElement() && m_reader->name() == name;
    }
    bool isEnd(const char16_t* name) const { return m_reader->isEndElement() && m_reader->name() == name; }
    /// Also reads the rest, so that its checksum is compared. Not for parts left early on purpose.
    std::optional<base::Error> finish();
    const std::optional<base::Error>& error() const { return m_error; }

private:
    void fail(const std::string& message);

    QString m_name;
    std::unique_ptr<QuaZipFile> m_file;
    std::unique_ptr<XmlGuard> m_guard;
    std::unique_ptr<QXmlStreamReader> m_reader;
    QXmlStreamAttributes m_attributes;
    int m_depth = 0;
    std::optional<base::Error> m_error;
};

} // namespace idlist
