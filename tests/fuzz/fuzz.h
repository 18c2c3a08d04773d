#pragma once

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// What the fuzz targets have in common. A target is `extern "C" int LLVMFuzzerTestOneInput(bytes, size)`.
namespace fuzz {

/// A promise of the reader under test: a broken one ends the program, as a crash does.
inline void promise(bool isKept, const char* words)
{
    if (isKept)
        return;
    std::fprintf(stderr, "BROKEN: %s\n", words);
    std::abort();
}

/// The input, handed out piece by piece from its beginning.
class Input {
public:
    Input(const std::uint8_t* bytes, std::size_t size) : m_rest(reinterpret_cast<const char*>(bytes), size) {}

    /// One byte as a choice below `most`; 0 at the end.
    unsigned choice(unsigned most)
    {
        if (m_rest.empty())
            return 0;
        const auto byte = static_cast<unsigned char>(m_rest.front());
        m_rest.remove_prefix(1);
        return byte % most;
    }
    /// Up to the next `mark`, which is taken away; or all of the rest.
    std::string_view upTo(char mark)
    {
        const std::size_t end = m_rest.find(mark);
        const std::string_view piece = m_rest.substr(0, end);
        m_rest.remove_prefix(end == std::string_view::npos ? m_rest.size() : end + 1);
        return piece;
    }
    bool isAtEnd() const { return m_rest.empty(); }
    std::string_view rest() const { return m_rest; }

private:
    std::string_view m_rest;
};

inline QByteArray bytesOf(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

/// What may be shown or stored of a stranger's words: at most so many bytes of UTF-8 without control
/// characters.
inline void promiseIsPlain(const std::string& text, std::size_t bytesMax)
{
    promise(text.size() <= bytesMax, "a text of the vendor's is not longer than it may be");
    const QString wide = QString::fromStdString(text);
    promise(wide.toStdString() == text, "a text of the vendor's is well-formed UTF-8");
    for (const QChar c : wide)
        promise(c.category() != QChar::Other_Control && c.category() != QChar::Separator_Line
                    && c.category() != QChar::Separator_Paragraph,
                "a text of the vendor's holds no control characters");
}

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);
