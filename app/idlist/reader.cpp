#include "idlist/reader.h"

#include "idlist/harvest.h"
#include "idlist/layout.h"
#include "idlist/sheet.h"
#include "idlist/survey.h"
#include "idlist/text.h"
#include "idlist/textsource.h"
#include "idlist/worded.h"
#include "idlist/workbook.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <optional>

namespace idlist {

namespace {

/// Rows of a text that decide about its columns. Spreadsheets are surveyed whole, because what is hidden in
/// them is known at their end only.
constexpr std::uint64_t surveyedRows = 1'000;

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// What is certainly no list, recognised by its first bytes so that the message can name it.
std::optional<base::Error> foreignFormat(std::string_view bytes)
{
    if (bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) {
        // The names in such a container are UTF-16.
        constexpr std::string_view encrypted("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
        if (bytes.contains(encrypted))
            return base::Error{
                "The workbook is protected by a password. Open it in a spreadsheet program, remove "
                "the password and save it again."};
        return base::Error{
            "The file is in the old Excel format (.xls), which is not read. Open it in a spreadsheet "
            "program and save it as .xlsx or as CSV (UTF-8)."};
    }
    if (bytes.starts_with("\x1F\x8B"))
        return base::Error{"The file is packed (gzip). Unpack it first."};
    if (bytes.starts_with("%PDF-"))
        return base::Error{"The file is a PDF. Ask for the list as .xlsx or CSV."};
    const QByteArray start =
        QByteArray(bytes.data(), static_cast<qsizetype>(std::min<std::size_t>(bytes.size(), 512)))
            .trimmed()
            .toLower();
    if (start.startsWith("<html") || start.startsWith("<!doctype") || start.startsWith("<?xml")
        || start.startsWith("<table"))
        return base::Error{
            "The file is a web page or XML, whatever its name says (some sites export so). Open it in "
            "a spreadsheet program and save it as .xlsx or as CSV (UTF-8)."};
    return std::nullopt;
}

bool isZip(std::string_view bytes)
{
    return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}

QString kindOf(const Layout& layout)
{
    if (layout.kind == Layout::Kind::list)
        return QStringLiteral("Ids side by side");
    if (layout.kind == Layout::Kind::lines)
        return QStringLiteral("Text, one id a line");
    switch (layout.separator) {
    case ';':
        return QStringLiteral("CSV, separated by semicolons");
    case '\t':
        return QStringLiteral("CSV, separated by tabs");
    default:
        return QStringLiteral("CSV, separated by commas");
    }
}

/// An opened list: the rows, and what is known about them.
struct Opened {
    Text text;
    Layout layout;
    std::unique_ptr<Workbook> workbook;
    const Workbook::Sheet* sheet = nullptr;
    std::unique_ptr<Source> source;
    QString kind;

    bool isSheet() const { return sheet != nullptr; }
};

/// What was found out about an opened list, and decided by it.
struct Decided {
    Survey survey;
    int idColumn = 0;
    int labelColumn = -1;
    bool hasHeader = false;
    std::uint64_t filtered = 0;
    std::uint64_t hidden = 0;
};

base::Result<int> idColumnOf(const Survey& survey, const Choice& choice, bool isSheet)
{
    return choice.idColumn ? survey.find(*choice.idColumn, isSheet) : survey.idColumn();
}

base::Result<int> labelColumnOf(const Survey& survey, const Choice& choice, bool isSheet, int idColumn)
{
    if (choice.labelColumn)
        return survey.find(*choice.labelColumn, isSheet);
    return choice.findLabel ? survey.labelColumn(idColumn) : -1;
}

/// True when the column was chosen by what stands in its first row.
bool namesHeading(const std::optional<ColumnName>& name, const Survey& survey, int column)
{
    if (column < 0)
        return false;
    const QString* heading = name ? std::get_if<QString>(&*name) : nullptr;
    return heading != nullptr
           && QString::fromStdString(survey.columns()[static_cast<std::size_t>(column)].first)
                      .compare(heading->trimmed(), Qt::CaseInsensitive)
                  == 0;
}

/// Who names a heading says that there is one.
bool hasHeader(Survey& survey, const Choice& choice, int idColumn, int labelColumn)
{
    const bool isNamed = namesHeading(choice.idColumn, survey, idColumn)
                         || namesHeading(choice.labelColumn, survey, labelColumn);
    return survey.hasHeader(idColumn,
                            choice.header == Header::detect && isNamed ? Header::yes : choice.header);
}

base::Result<Survey> surveyOf(Source& source, const Judge& judge, std::uint64_t rowsMax)
{
    Survey survey(judge);
    auto read = source.each([&](const Row& row) {
        survey.add(row);
        return survey.rows() < rowsMax;
    });
    if (!read)
        return std::unexpected(read.error());
    return survey;
}

/// The sheet that was named; else the only one that is visible and holds ids; else an error that names them.
base::Result<const Workbook::Sheet*> chosenSheet(Workbook& workbook, const Choice& choice, const Judge& judge)
{
    QStringList names;
    for (const Workbook::Sheet& sheet : workbook.sheets())
        names.append(u'“' + sheet.name + u'”');
    const std::string all = names.join(QStringLiteral(", ")).toStdString();
    if (!choice.sheet.isEmpty()) {
        for (const Workbook::Sheet& sheet : workbook.sheets()) {
            if (sheet.name.compare(choice.sheet, Qt::CaseInsensitive) == 0)
                return &sheet;
        }
        return base::fail(
            worded("There is no sheet “{}”. The workbook has: {}. Name one of them with --sheet.",
                   choice.sheet.toStdString(), all));
    }
    std::vector<const Workbook::Sheet*> visible;
    for (const Workbook::Sheet& sheet : workbook.sheets()) {
        if (!sheet.isHidden)
            visible.push_back(&sheet);
    }
    if (visible.size() == 1)
        return visible.front();
    std::vector<const Workbook::Sheet*> filled;
    std::vector<const Workbook::Sheet*> fitting;
    for (const Workbook::Sheet* sheet : visible) {
        SheetSource source(workbook, *sheet);
        auto survey = surveyOf(source, judge, surveyedRows);
        if (!survey)
            return std::unexpected(survey.error());
        if (survey->isEmpty())
            continue;
        filled.push_back(sheet);
        const auto column = idColumnOf(*survey, choice, true);
        if (!column)
            continue;
        const Survey::Column& ids = survey->columns()[static_cast<std::size_t>(*column)];
        if (ids.matching > 0 || ids.firstMatches)
            fitting.push_back(sheet);
    }
    if (fitting.size() == 1)
        return fitting.front();
    if (filled.size() == 1)
        return filled.front();
    if (filled.empty() && !visible.empty())
        return visible.front();
    return base::fail(
        worded("The workbook has several sheets that could be meant: {}. Name one with --sheet.", all));
}

base::Result<Opened> opened(const QByteArray& bytes, const Choice& choice, Judge& judge)
{
    const std::string_view view = viewOf(bytes);
    if (bytes.size() > fileBytesMax)
        return base::fail("The list is larger than 1 GiB. Split it into several lists.");
    if (auto error = foreignFormat(view))
        return std::unexpected(*error);
    Opened list;
    if (isZip(view)) {
        auto workbook = Workbook::open(bytes);
        if (!workbook)
            return std::unexpected(workbook.error());
        list.workbook = std::move(*workbook);
        const auto sheet = chosenSheet(*list.workbook, choice, judge);
        if (!sheet)
            return std::unexpected(sheet.error());
        list.sheet = *sheet;
        list.source = std::make_unique<SheetSource>(*list.workbook, **sheet);
        list.kind = QStringLiteral("Excel workbook");
        return list;
    }
    auto text = decode(view);
    if (!text)
        return std::unexpected(text.error());
    list.text = std::move(*text);
    list.layout = layoutOf(list.text.text, judge);
    list.source = std::make_unique<TextSource>(list.text.text, list.layout);
    list.kind = kindOf(list.layout);
    return list;
}

void countHidden(const Opened& list, Decided& decided)
{
    const auto* sheet = dynamic_cast<const SheetSource*>(list.source.get());
    if (sheet == nullptr)
        return;
    for (const std::uint32_t line : decided.survey.hiddenLines())
        ++(sheet->isFiltered(line) ? decided.filtered : decided.hidden);
}

base::Result<Decided> decided(const Opened& list, const Choice& choice, const Judge& judge)
{
    auto survey = surveyOf(*list.source, judge, list.isSheet() ? ~std::uint64_t{0} : surveyedRows);
    if (!survey)
        return std::unexpected(survey.error());
    if (survey->isEmpty())
        return base::fail(list.isSheet() ? worded("The sheet “{}” is empty. Choose another sheet.",
                                                  list.sheet->name.toStdString())
                                         : std::string("The list is empty. Is it the right file?"));
    const auto id = idColumnOf(*survey, choice, list.isSheet());
    if (!id)
        return std::unexpected(id.error());
    const auto label = labelColumnOf(*survey, choice, list.isSheet(), *id);
    if (!label)
        return std::unexpected(label.error());
    Decided result{std::move(*survey), *id, *label};
    result.hasHeader = hasHeader(result.survey, choice, *id, *label);
    countHidden(list, result);
    return result;
}

/// About how many rows there are, from the size of the surveyed ones.
std::size_t rowsExpected(const Opened& list, const Survey& survey)
{
    if (list.isSheet() || survey.bytes() == 0)
        return survey.rows();
    const double rowBytes = static_cast<double>(survey.bytes()) / static_cast<double>(survey.rows());
    return static_cast<std::size_t>(static_cast<double>(list.text.text.size()) / rowBytes);
}

Origin originOf(const Opened& list, const Decided& decided)
{
    Origin origin;
    origin.kind = list.kind;
    origin.sheet = list.isSheet() ? list.sheet->name : QString();
    origin.idColumn = decided.idColumn + 1;
    origin.labelColumn = decided.labelColumn + 1;
    if (decided.hasHeader) {
        origin.headerLine = decided.survey.firstLine();
        origin.idHeading = decided.survey.heading(decided.idColumn);
        if (decided.labelColumn >= 0)
            origin.labelHeading = decided.survey.heading(decided.labelColumn);
    }
    return origin;
}

base::Error hiddenRowsError(const Opened& list, const Decided& decided)
{
    const std::uint64_t all = decided.survey.rows() - (decided.hasHeader ? 1 : 0);
    const std::uint64_t hidden = decided.filtered + decided.hidden;
    return {
        worded("The sheet “{}” shows {} of its {} rows: {} are hidden by a filter and {} by hand. Say which "
               "rows are meant: --rows visible, or --rows all.",
               list.sheet->name.toStdString(), all - hidden, all, decided.filtered, decided.hidden)};
}

template <class T>
base::Result<T> namingFile(base::Result<T> result, const QString& path)
{
    if (!result)
        return base::fail(QFileInfo(path).fileName().toStdString() + ": " + result.error().message);
    return result;
}

} // namespace

QByteArray bytesOf(QIODevice& device)
{
    // Piece by piece: QIODevice::read() makes room for all that it might read before it knows what is there.
    constexpr qint64 pieceBytes = 1 << 20;
    QByteArray bytes;
    bytes.reserve(std::min(device.size(), fileBytesMax + 1));
    while (bytes.size() <= fileBytesMax) {
        const QByteArray piece = device.read(std::min(pieceBytes, fileBytesMax + 1 - bytes.size()));
        if (piece.isEmpty())
            break;
        bytes += piece;
    }
    return bytes;
}

base::Result<QByteArray> bytesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return base::fail(
            QStringLiteral("%1 cannot be opened: %2.").arg(path, file.errorString()).toStdString());
    if (QFileInfo(file).isDir())
        return base::fail(QStringLiteral("%1 is a folder. Name a file.").arg(path).toStdString());
    QByteArray bytes = bytesOf(file);
    if (bytes.size() > fileBytesMax)
        return base::fail(
            QStringLiteral("%1 is larger than 1 GiB. Split it into several lists.").arg(path).toStdString());
    if (file.error() != QFileDevice::NoError)
        return base::fail(
            QStringLiteral("%1 cannot be read: %2.").arg(path, file.errorString()).toStdString());
    return bytes;
}

base::Result<List> readText(const QByteArray& bytes, const Choice& choice, const Rules& rules)
{
    auto judge = Judge::with(rules);
    if (!judge)
        return std::unexpected(judge.error());
    const auto list = opened(bytes, choice, *judge);
    if (!list)
        return std::unexpected(list.error());
    const auto plan = decided(*list, choice, *judge);
    if (!plan)
        return std::unexpected(plan.error());
    if (choice.hiddenRows == HiddenRows::ask && plan->filtered + plan->hidden > 0)
        return std::unexpected(hiddenRowsError(*list, *plan));

    Harvest harvest(*judge, plan->idColumn, plan->labelColumn, rowsExpected(*list, plan->survey));
    const std::uint32_t headerLine = plan->hasHeader ? plan->survey.firstLine() : 0;
    bool isHeaderAhead = plan->hasHeader;
    const bool leavesOut = choice.hiddenRows == HiddenRows::leaveOut;
    const auto read = list->source->each([&](const Row& row) {
        if (isHeaderAhead && row.line == headerLine) {
            isHeaderAhead = false;
            return true;
        }
        if (leavesOut && row.isHidden)
            return true;
        return harvest.add(row);
    });
    if (!read)
        return std::unexpected(read.error());
    Origin origin = originOf(*list, *plan);
    if (leavesOut) {
        origin.filteredLeftOut = plan->filtered;
        origin.hiddenLeftOut = plan->hidden;
    }
    return harvest.take(std::move(origin));
}

base::Result<List> read(const QString& path, const Choice& choice, const Rules& rules)
{
    const auto bytes = bytesOf(path);
    if (!bytes)
        return std::unexpected(bytes.error());
    return namingFile(readText(*bytes, choice, rules), path);
}

base::Result<Preview> inspectText(const QByteArray& bytes, const Choice& choice, const Rules& rules,
                                  std::uint64_t seed)
{
    auto judge = Judge::with(rules);
    if (!judge)
        return std::unexpected(judge.error());
    const auto list = opened(bytes, choice, *judge);
    if (!list)
        return std::unexpected(list.error());

    // The columns of a text are guessed from its beginning here too, so that both readers agree.
    auto beginning = surveyOf(*list->source, *judge, list->isSheet() ? 0 : surveyedRows);
    if (!beginning)
        return std::unexpected(beginning.error());
    Survey survey(*judge);
    Sampler sampler(seed);
    const bool showsHidden = choice.hiddenRows == HiddenRows::take;
    const auto read = list->source->each([&](const Row& row) {
        survey.add(row);
        if (showsHidden || !row.isHidden)
            sampler.add(row);
        return true;
    });
    if (!read)
        return std::unexpected(read.error());

    Preview preview;
    preview.kind = list->kind;
    preview.encoding = list->text.encoding;
    preview.separator = list->layout.separator;
    if (list->isSheet()) {
        preview.sheet = list->sheet->name;
        for (const Workbook::Sheet& sheet : list->workbook->sheets())
            preview.sheets.push_back({sheet.name, sheet.isHidden});
    }
    if (survey.isEmpty()) {
        preview.idProblem = QStringLiteral("There are no rows.");
        return preview;
    }
    Survey& guide = list->isSheet() ? survey : *beginning;
    const auto id = idColumnOf(guide, choice, list->isSheet());
    // Without a column of ids the first row is shown as headings unless it holds an id somewhere.
    bool isHeader = choice.header == Header::yes
                    || (choice.header == Header::detect
                        && std::ranges::none_of(guide.columns(), &Survey::Column::firstMatches));
    if (id) {
        const auto label = choice.labelColumn ? guide.find(*choice.labelColumn, list->isSheet())
                                              : base::Result<int>(guide.labelColumn(*id));
        preview.idColumn = *id + 1;
        if (label && *label >= 0)
            preview.labelColumn = *label + 1;
        isHeader = hasHeader(guide, choice, *id, choice.labelColumn ? label.value_or(-1) : -1);
    } else {
        preview.idProblem = QString::fromStdString(id.error().message);
    }
    preview.headerLine = isHeader ? survey.firstLine() : 0;
    preview.rows = survey.rows() - (isHeader ? 1 : 0);
    for (std::size_t i = 0; i < survey.columns().size(); ++i) {
        const Survey::Column& column = survey.columns()[i];
        const int number = static_cast<int>(i) + 1;
        const std::uint64_t first = !isHeader && !column.first.empty() ? 1 : 0;
        preview.columns.push_back(
            {number, columnLetters(number), isHeader ? survey.heading(static_cast<int>(i)) : QString(),
             column.filled + first, column.matching + (column.firstMatches ? first : 0), column.formulas});
    }
    Decided counts{std::move(survey)};
    countHidden(*list, counts);
    preview.filteredRows = counts.filtered;
    preview.hiddenRows = counts.hidden;
    sampler.fill(preview);
    return preview;
}

base::Result<Preview> inspect(const QString& path, const Choice& choice, const Rules& rules,
                              std::uint64_t seed)
{
    const auto bytes = bytesOf(path);
    if (!bytes)
        return std::unexpected(bytes.error());
    return namingFile(inspectText(*bytes, choice, rules, seed), path);
}

} // namespace idlist
