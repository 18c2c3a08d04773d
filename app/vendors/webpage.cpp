#include "vendors/webpage.h"

#include <QRegularExpression>
#include <QStringDecoder>
#include <QStringView>

#include <algorithm>
#include <array>

namespace vendors {

namespace {

constexpr qsizetype bytesMax = 64 << 10;
constexpr QChar byteOrderMark(0xFEFF);

/// What a scrap of a page may begin with; a vendor's XML does not.
constexpr std::array<QStringView, 31> htmlElements{
    u"a",        u"b",      u"body",   u"br",    u"center", u"div",   u"font",   u"form",
    u"frameset", u"h1",     u"h2",     u"h3",    u"h4",     u"head",  u"header", u"hr",
    u"img",      u"iframe", u"link",   u"main",  u"meta",   u"p",     u"pre",    u"script",
    u"section",  u"span",   u"strong", u"style", u"table",  u"title", u"ul"};

QString textOf(const Response& response)
{
    const QByteArray start = response.body.left(bytesMax);
    QStringDecoder decoder = QStringDecoder::decoderForHtml(start);
    if (!decoder.isValid())
        decoder = QStringDecoder(QStringDecoder::Utf8);
    return decoder(start);
}

/// What comes after blanks, comments and processing instructions.
QStringView contentOf(QStringView text)
{
    while (true) {
        text = text.trimmed();
        const QStringView end = text.startsWith(u"<!--") ? QStringView(u"-->")
                                : text.startsWith(u"<?") ? QStringView(u"?>")
                                                         : QStringView();
        if (end.isEmpty() && !text.startsWith(byteOrderMark))
            return text;
        if (end.isEmpty()) {
            text = text.sliced(1);
            continue;
        }
        const qsizetype at = text.indexOf(end);
        if (at < 0)
            return {};
        text = text.sliced(at + end.size());
    }
}

/// "html" of "<HTML lang=…", "!doctype" of "<!DOCTYPE html>".
QString elementOf(QStringView content)
{
    if (!content.startsWith(u'<'))
        return {};
    const auto isName = [](QChar c) { return c.isLetterOrNumber() || c == u'!' || c == u'-' || c == u':'; };
    const auto end = std::find_if_not(content.begin() + 1, content.end(), isName);
    return QStringView(content.begin() + 1, end).toString().toLower();
}

bool isDocument(QStringView content, const QString& element)
{
    const bool isTyped = element == QLatin1String("!doctype");
    return element == QLatin1String("html")
           || (isTyped
               && content.sliced(1 + element.size()).trimmed().startsWith(u"html", Qt::CaseInsensitive));
}

bool saysHtml(const Response& response)
{
    const QByteArray type =
        response.header(QByteArrayLiteral("Content-Type")).split(';').front().trimmed().toLower();
    return type == "text/html" || type == "application/xhtml+xml";
}

} // namespace

bool isWebPage(const Response& response)
{
    if (response.body.isEmpty())
        return false;
    const QString text = textOf(response);
    const QStringView content = contentOf(text);
    const QString element = elementOf(content);
    if (isDocument(content, element))
        return true;
    if (!saysHtml(response) || content.isEmpty() || content.startsWith(u'{') || content.startsWith(u'['))
        return false;
    return !content.startsWith(u'<') || std::ranges::find(htmlElements, element) != htmlElements.end();
}

QString titleOf(const Response& response)
{
    static const QRegularExpression title(QStringLiteral("<title\\b[^>]*>([^<]*)<"),
                                          QRegularExpression::CaseInsensitiveOption);
    return title.match(textOf(response)).captured(1).simplified();
}

} // namespace vendors
