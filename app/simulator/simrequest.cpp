#include "simulator/simrequest.h"

#include <algorithm>
#include <cctype>

namespace simulator {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool isSameName(std::string_view a, std::string_view b)
{
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

} // namespace

std::string_view headerOf(const Headers& headers, std::string_view name)
{
    for (const auto& [key, value] : headers) {
        if (isSameName(key, name))
            return value;
    }
    return {};
}

std::string percentDecoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = hexDigit(text[i + 1]);
            const int low = hexDigit(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out.push_back(static_cast<char>(high * 16 + low));
                i += 2;
                continue;
            }
        }
        out.push_back(text[i]);
    }
    return out;
}

std::string fieldOf(std::string_view fields, std::string_view name, bool plusIsSpace)
{
    while (!fields.empty()) {
        const std::string_view pair = fields.substr(0, fields.find('&'));
        fields.remove_prefix(std::min(pair.size() + 1, fields.size()));
        const std::size_t sign = pair.find('=');
        if (percentDecoded(pair.substr(0, sign)) != name)
            continue;
        std::string value(sign == std::string_view::npos ? std::string_view{} : pair.substr(sign + 1));
        if (plusIsSpace)
            std::ranges::replace(value, '+', ' ');
        return percentDecoded(value);
    }
    return {};
}

SimRequest SimRequest::of(std::string method, std::string_view target, Headers headers, std::string body)
{
    const std::size_t mark = target.find('?');
    SimRequest request;
    request.method = std::move(method);
    request.path = std::string(target.substr(0, mark));
    if (mark != std::string_view::npos)
        request.query = std::string(target.substr(mark + 1));
    request.headers = std::move(headers);
    request.body = std::move(body);
    return request;
}

std::vector<std::string> SimRequest::segments() const
{
    std::vector<std::string> found;
    std::string_view rest = path;
    while (!rest.empty()) {
        rest.remove_prefix(1); // the slash before each segment
        const std::string_view segment = rest.substr(0, rest.find('/'));
        found.push_back(percentDecoded(segment));
        rest.remove_prefix(segment.size());
    }
    if (found.size() == 1 && found.front().empty())
        found.clear(); // "/" is the root, not an empty name
    return found;
}

} // namespace simulator
