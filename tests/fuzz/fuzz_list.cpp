// The reader of id lists: text of any kind, or an archive, and a choice of columns.
#include "fuzz/fuzz.h"

#include "idlist/reader.h"

#include <set>

using fuzz::promise;
using namespace idlist;

namespace {

Rules rulesOf(unsigned which)
{
    switch (which) {
    case 0:
        return {QStringLiteral("[0-9]{1,18}"), {QStringLiteral("RE-")}, {QStringLiteral("FT-")}, false};
    case 1:
        return {QStringLiteral("[0-9a-f]{24}"), {}, {}, true};
    case 2:
        return {QStringLiteral("(?:[a-z]+|[0-9]{3})(-x)?"), {}, {}, false};
    default:
        return {};
    }
}

Choice choiceOf(fuzz::Input& input)
{
    Choice choice;
    const unsigned bits = input.choice(256);
    choice.findLabel = (bits & 1U) != 0;
    choice.header = static_cast<Header>((bits >> 1U) % 3);
    choice.hiddenRows = static_cast<HiddenRows>((bits >> 3U) % 3);
    if ((bits & 0x20U) != 0)
        choice.idColumn = 1;
    if ((bits & 0x40U) != 0)
        choice.labelColumn = 2;
    return choice;
}

void checkList(const List& list, const Rules& rules, std::size_t bytes)
{
    const auto pattern = Pattern::compile(rules.idPattern);
    std::set<std::string_view> seen;
    QByteArray again;
    std::uint32_t line = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string_view id = list.id(i);
        promise(!id.empty() && id.size() <= idBytesMax, "an id is neither empty nor endless");
        promise(pattern->matches(id), "an id looks as the operation's ids do");
        promise(seen.insert(id).second, "an id stands once in a list");
        promise(id != "." && id != "..", "no id leaves its collection");
        promise(list.line(i) >= line, "ids come in the order of the file");
        line = list.line(i);
        promise(list.label(i).size() <= List::labelBytesMax, "a label is not longer than it may be");
        again += fuzz::bytesOf(id) + '\n';
    }
    promise(list.rejects().size() <= list.rejectCount(), "no more rejects are kept than there were");
    for (const Reject& reject : list.rejects()) {
        promise(!list.sentence(reject).isEmpty(), "a reject says why");
        promise(reject.text.size() <= Reject::textBytesMax + 3,
                "a reject's text is not longer than it may be");
    }
    const std::uint64_t good = list.size() + list.duplicateCount();
    promise(good + list.rejectCount() - list.rejectCount(Why::empty) <= list.origin().rows
                && list.origin().rows <= good + list.rejectCount(),
            "every row is an id, a duplicate or a reject");
    // A blank line is a byte, and a reject that names it: 80.
    promise(list.bytesHeld() <= 64 * bytes + list.rejects().size() * 2 * sizeof(Reject) + 4096,
            "a list holds little more than its file");
    // The ids, one a line, are the same list. (Without a pattern a list of anything may look like a table.)
    if (list.isEmpty() || rules.idPattern.isEmpty())
        return;
    Choice plain;
    plain.header = Header::no;
    const auto reread = readText(again, plain, rules);
    promise(reread.has_value() && reread->fingerprint() == list.fingerprint(),
            "ids that were read are read again as they are");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    fuzz::Input input(bytes, size);
    const Rules rules = rulesOf(input.choice(4));
    const Choice choice = choiceOf(input);
    const QByteArray text = fuzz::bytesOf(input.rest());

    const auto list = readText(text, choice, rules);
    if (list)
        checkList(*list, rules, size);
    else
        promise(!list.error().message.empty() && list.error().message.size() < 20'000, "an error has words");

    const auto preview = inspectText(text, choice, rules);
    if (!preview) {
        promise(!preview.error().message.empty(), "an error has words");
        return 0;
    }
    if (list)
        promise(preview->rows >= list->origin().rows, "the preview counts the rows that the list has");
    promise(preview->first.size() <= Preview::edgeRows && preview->last.size() <= Preview::edgeRows
                && preview->random.size() <= Preview::randomRows,
            "a preview is short");
    return 0;
}
