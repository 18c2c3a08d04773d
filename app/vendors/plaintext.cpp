#include "vendors/plaintext.h"

namespace vendors {

namespace {

constexpr char ellipsis[] = "\xE2\x80\xA6"; // …

bool isInvisible(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidirectional overrides would turn the rest of a line around
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

} // namespace

std::string plainText(const QString& text, const Redact& redact, qsizetype bytesMax)
{
    // Redacting comes first: half a secret at the cut would not be recognised any more.
    QString plain = redact ? redact(text) : text;
    for (QChar& c : plain)
        if (isInvisible(c))
            c = u' ';
    QByteArray bytes = plain.simplified().toUtf8();
    if (bytes.size() > bytesMax) {
        qsizetype end = bytesMax - static_cast<qsizetype>(sizeof ellipsis - 1);
        while (end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xC0U) == 0x80U)
            --end;
        bytes.truncate(end);
        bytes += ellipsis;
    }
    return bytes.toStdString();
}

} // namespace vendors
