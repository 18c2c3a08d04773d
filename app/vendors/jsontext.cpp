#include "vendors/jsontext.h"

#include "vendors/plaintext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonParseError>
#include <QSet>
#include <QStringDecoder>

#include <optional>
#include <vector>

namespace vendors {

namespace {

constexpr qsizetype bytesMax = 1 << 20; // a profile is a few kB; more is a mistake in the file's name

struct Spot {
    qsizetype line = 1, column = 1;
};

Spot spotOf(const QByteArray& text, qsizetype offset)
{
    Spot spot;
    for (qsizetype i = 0; i < qMin(offset, text.size()); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte == '\n') {
            ++spot.line;
            spot.column = 1;
        } else if ((byte & 0xC0U) != 0x80U) { // columns count characters, not UTF-8's continuation bytes
            ++spot.column;
        }
    }
    return spot;
}

QString unescaped(const QByteArray& literal)
{
    return QJsonDocument::fromJson('[' + literal + ']').array().at(0).toString();
}

QString escapedStep(QString step)
{
    return step.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
}

struct Twice {
    QString path;
    Spot spot;
};

/// Looks for a key that stands twice. `text` is known to be valid JSON, so only strings and brackets matter.
std::optional<Twice> keyThatStandsTwice(const QByteArray& text)
{
    struct Level {
        bool isObject = false;
        bool isKeyNext = false;
        qsizetype index = 0;
        QString step;
        QSet<QString> keys;
    };
    std::vector<Level> levels;
    for (qsizetype i = 0; i < text.size(); ++i) {
        switch (text[i]) {
        case '{':
            levels.push_back({true, true, 0, {}, {}});
            break;
        case '[':
            levels.push_back({false, false, 0, {}, {}});
            break;
        case '}':
        case ']':
            levels.pop_back();
            break;
        case ',':
            levels.back().isKeyNext = levels.back().isObject;
            ++levels.back().index;
            break;
        case '"': {
            const qsizetype start = i;
            for (++i; text[i] != '"'; ++i)
                if (text[i] == '\\')
                    ++i;
            Level& level = levels.back();
            if (!level.isKeyNext)
                break;
            level.isKeyNext = false;
            level.step = escapedStep(unescaped(text.mid(start, i - start + 1)));
            if (level.keys.contains(level.step)) {
                QString path;
                for (const Level& each : levels)
                    path += u'/' + (each.isObject ? each.step : QString::number(each.index));
                return Twice{path, spotOf(text, start)};
            }
            level.keys.insert(level.step);
            break;
        }
        default:
            break;
        }
    }
    return std::nullopt;
}

std::unexpected<base::Error> failure(const QString& fileName, const QString& what)
{
    // A key of the file may be quoted: nothing of it drives a terminal.
    return base::fail(fileName.toStdString() + ": " + plainText(what, {}, 2000));
}

} // namespace

base::Result<QJsonObject> parseJsonObject(const QByteArray& text, const QString& fileName)
{
    if (text.size() > bytesMax)
        return failure(fileName, QStringLiteral("larger than 1 MiB: this is no profile"));
    if (text.trimmed().isEmpty())
        return failure(fileName, QStringLiteral("the file is empty"));
    // Valid UTF-8 first: the parser tells wrong bytes only inside strings, and keys are compared as text.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder(text);
    if (decoder.hasError() || decoded.contains(QChar::ReplacementCharacter))
        return failure(fileName, QStringLiteral("is not UTF-8 text: save it as UTF-8"));

    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError) {
        const Spot spot = spotOf(text, error.offset);
        return failure(fileName, QStringLiteral("line %1, column %2: no valid JSON: %3")
                                     .arg(spot.line)
                                     .arg(spot.column)
                                     .arg(error.errorString()));
    }
    if (!document.isObject())
        return failure(fileName, QStringLiteral("a profile is one JSON object: { … }"));
    if (const std::optional<Twice> twice = keyThatStandsTwice(text))
        return failure(fileName,
                       QStringLiteral("%1: this key stands twice (line %2, column %3): take one of them out")
                           .arg(twice->path)
                           .arg(twice->spot.line)
                           .arg(twice->spot.column));
    return document.object();
}

} // namespace vendors
