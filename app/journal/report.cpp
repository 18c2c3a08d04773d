#include "journal/report.h"

#include "base/machine.h"
#include "journal/syncedfile.h"

#include <QJsonDocument>

#include <cstdio>

namespace journal {

namespace {

// Rows read and written at a time: about 2 MB of memory.
constexpr ItemIndex pageRows = 5000;

/// 2026-11-21T09:12:44.123Z
std::string iso(WallTime time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02ld:%02ld:%02ld.%03ldZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<long>(clock.hours().count()), static_cast<long>(clock.minutes().count()),
                  static_cast<long>(clock.seconds().count()), static_cast<long>(clock.subseconds().count()));
    return text;
}

std::string iso(const std::optional<WallTime>& time)
{
    return time ? iso(*time) : std::string();
}

/// RFC 4180.
std::string quoted(const std::string& field)
{
    if (field.find_first_of(",\"\r\n") == std::string::npos)
        return field;
    std::string out = "\"";
    for (const char c : field) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

/// A spreadsheet must not take somebody else's text for a formula.
std::string harmless(const std::string& field)
{
    const bool isFormula =
        !field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos;
    return quoted(isFormula ? '\'' + field : field);
}

std::string csvLine(const ItemRow& row)
{
    std::string line = quoted(row.id); // exactly as sent: it must be found again
    for (const std::string& field :
         {std::to_string(row.line), harmless(row.label), std::string(jobs::name(row.state)),
          harmless(row.detail), std::to_string(row.attempts),
          row.httpStatus == 0 ? std::string() : std::to_string(row.httpStatus), harmless(row.vendorCode),
          harmless(row.message), harmless(row.receipt), iso(row.firstSent), iso(row.answered)})
        line.append(1, ',').append(field);
    return line += '\n';
}

std::string json(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            out += escape;
        } else {
            out += c;
        }
    }
    return out + '"';
}

/// By hand, so that the fields stand in the order of the other file.
std::string jsonLine(const ItemRow& row)
{
    const auto time = [](const std::optional<WallTime>& at) {
        return at ? json(iso(*at)) : std::string("null");
    };
    return "{\"id\":" + json(row.id) + ",\"line\":" + std::to_string(row.line) + ",\"label\":"
           + json(row.label) + ",\"state\":" + json(jobs::name(row.state)) + ",\"detail\":" + json(row.detail)
           + ",\"attempts\":" + std::to_string(row.attempts) + ",\"http_status\":"
           + (row.httpStatus == 0 ? std::string("null") : std::to_string(row.httpStatus))
           + ",\"vendor_code\":" + json(row.vendorCode) + ",\"message\":" + json(row.message)
           + ",\"receipt\":" + json(row.receipt) + ",\"first_sent\":" + time(row.firstSent)
           + ",\"answered\":" + time(row.answered) + "}\n";
}

struct Span {
    std::optional<WallTime> firstSent, lastAnswered;
};

QString word(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QJsonValue moment(const std::optional<WallTime>& time)
{
    return time ? QJsonValue(word(iso(*time))) : QJsonValue();
}

QJsonObject summary(const JobRecord& job, const Span& span, const QJsonObject& limits,
                    const QByteArray& auditHead, const Result<void>& audit)
{
    QJsonObject counts;
    for (std::size_t i = 0; i < jobs::itemStateCount; ++i)
        counts.insert(word(jobs::name(static_cast<jobs::ItemState>(i))), qint64{job.counts.of[i]});
    counts.insert(QStringLiteral("total"), qint64{job.itemCount});
    const QJsonObject list{{QStringLiteral("name"), job.listName},
                           {QStringLiteral("sheet"), job.listSheet},
                           {QStringLiteral("column"), job.listColumn},
                           {QStringLiteral("sha256"), QString::fromLatin1(job.listHash)},
                           {QStringLiteral("duplicates"), qint64{job.duplicates}},
                           {QStringLiteral("rejects"), qint64{job.rejects}}};
    const QJsonObject times{{QStringLiteral("created"), moment(job.createdAt)},
                            {QStringLiteral("started"), moment(job.startedAt)},
                            {QStringLiteral("ended"), moment(job.endedAt)},
                            {QStringLiteral("firstSent"), moment(span.firstSent)},
                            {QStringLiteral("lastAnswered"), moment(span.lastAnswered)}};
    QJsonObject trail{{QStringLiteral("head"), QString::fromLatin1(auditHead)},
                      {QStringLiteral("isIntact"), audit.has_value()}};
    if (!audit)
        trail.insert(QStringLiteral("damage"), word(audit.error().message));
    return {{QStringLiteral("job"), qint64{job.id}},
            {QStringLiteral("name"), job.name},
            {QStringLiteral("note"), job.note},
            {QStringLiteral("who"), job.startedBy},
            {QStringLiteral("vendor"), job.vendor},
            {QStringLiteral("profile"), job.profileId},
            {QStringLiteral("operation"), job.operationId},
            {QStringLiteral("origin"), job.origin},
            {QStringLiteral("account"), job.accountLabel},
            {QStringLiteral("isPractice"), job.isPractice},
            {QStringLiteral("state"), word(jobs::name(job.state))},
            {QStringLiteral("reason"), word(jobs::name(job.reason))},
            {QStringLiteral("counts"), counts},
            {QStringLiteral("times"), times},
            {QStringLiteral("requests"), qint64{job.requests}},
            {QStringLiteral("throttled"), qint64{job.throttled}},
            {QStringLiteral("limits"), limits},
            {QStringLiteral("list"), list},
            {QStringLiteral("audit"), trail}};
}

} // namespace

Result<void> writeReport(Store& store, JobId job, const QString& folder, const QJsonObject& limits)
{
    const auto record = store.job(job);
    if (!record)
        return std::unexpected(record.error());
    if (!base::makePrivateFolder(folder.toStdString()))
        return base::fail("The folder " + folder.toStdString() + " could not be made. Choose another one.");
    SyncedFile csv(folder + QStringLiteral("/outcomes.csv")),
        lines(folder + QStringLiteral("/outcomes.jsonl")), sums(folder + QStringLiteral("/summary.json"));
    for (SyncedFile* file : {&csv, &lines, &sums}) {
        if (auto opened = file->open(); !opened)
            return opened;
    }
    std::string csvPage =
        "id,line,label,state,detail,attempts,http_status,vendor_code,message,receipt,first_sent,answered\n";
    std::string jsonPage;
    Span span;
    for (ItemIndex from = 0;; from += pageRows) {
        const auto page = store.rows(job, from, pageRows);
        if (!page)
            return std::unexpected(page.error());
        for (const ItemRow& row : *page) {
            csvPage += csvLine(row);
            jsonPage += jsonLine(row);
            if (row.firstSent && (!span.firstSent || *row.firstSent < *span.firstSent))
                span.firstSent = row.firstSent;
            if (row.answered && (!span.lastAnswered || *row.answered > *span.lastAnswered))
                span.lastAnswered = row.answered;
        }
        if (auto written = csv.write(QByteArray::fromStdString(csvPage)); !written)
            return written;
        if (auto written = lines.write(QByteArray::fromStdString(jsonPage)); !written)
            return written;
        csvPage.clear();
        jsonPage.clear();
        if (page->size() < pageRows)
            break;
    }
    const auto head = store.auditHead(job);
    if (!head)
        return std::unexpected(head.error());
    const QJsonObject sum = summary(*record, span, limits, *head, store.verifyAudit(job));
    if (auto written = sums.write(QJsonDocument(sum).toJson(QJsonDocument::Indented)); !written)
        return written;
    for (SyncedFile* file : {&csv, &lines, &sums}) {
        if (auto finished = file->finish(); !finished)
            return finished;
    }
    return {};
}

} // namespace journal
