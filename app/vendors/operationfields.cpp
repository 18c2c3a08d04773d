#include "vendors/profileparts.h"

#include <QRegularExpression>
#include <QUrl>

namespace vendors {

namespace {

Lookup readLookup(const Fields& owner)
{
    const Fields fields(owner.problems(), owner.value("lookup"), owner.path("lookup"), "lookup");
    Lookup lookup;
    lookup.path = fields.text("path");
    checkPath(fields, "path", true);
    lookup.labels = fields.texts("labels");
    lookup.roles = fields.texts("roles");
    for (const char* key : {"labels", "roles"})
        fields.each(key, [&](const QJsonValue& value, const QString& path) {
            if (value.isString() && !isJsonPointer(value.toString()))
                fields.problems().add(
                    path, QStringLiteral("%1 is no path; write it like /email").arg(shown(value)));
        });
    lookup.administrator = fields.text("administrator", lookup.administrator);
    checkPattern(fields, "administrator");
    lookup.provenance = fields.provenance();
    return lookup;
}

BatchForm readBatch(const Fields& owner)
{
    const Fields fields(owner.problems(), owner.value("batch"), owner.path("batch"), "batch");
    BatchForm batch;
    batch.path = fields.text("path");
    checkPath(fields, "path", false);
    batch.max =
        static_cast<int>(fields.whole("max", 2, 10'000, batch.max)); // a body of 10,000 items is about 1 MB
    batch.responses = fields.text("responses", batch.responses);
    batch.itemDone = fields.text("itemDone", batch.itemDone);
    batch.itemStatus = fields.text("itemStatus", batch.itemStatus);
    for (const char* key : {"responses", "itemDone", "itemStatus"})
        if (fields.value(key).isString() && !isJsonPointer(fields.value(key).toString()))
            fields.problem(
                key, QStringLiteral("%1 is no path; write it like /responses").arg(shown(fields.value(key))));
    batch.provenance = fields.provenance();
    return batch;
}

Idempotency readIdempotency(const Fields& owner)
{
    const Fields fields(owner.problems(), owner.value("idempotency"), owner.path("idempotency"),
                        "idempotency");
    Idempotency key;
    key.header = fields.text("header");
    static const QRegularExpression token(
        QStringLiteral("\\A[!#$%&'*+.^_`|~0-9A-Za-z-]+\\z")); // RFC 9110 5.6.2
    if (!key.header.isEmpty() && !token.match(key.header).hasMatch())
        fields.problem("header", QStringLiteral("%1 is no header's name").arg(shown(fields.value("header"))));
    key.lengthMax = static_cast<int>(fields.whole("lengthMax", 16, 255, key.lengthMax));
    key.spentBy = fields.place("spentBy");
    key.provenance = fields.provenance();
    return key;
}

void readWords(const Fields& fields, Operation& operation)
{
    const bool isDeletion = operation.method == QLatin1String("DELETE");
    operation.verb = fields.text("verb", isDeletion ? QStringLiteral("Delete") : QStringLiteral("Send"));
    operation.participle =
        fields.text("participle", isDeletion ? QStringLiteral("deleted") : QStringLiteral("sent"));
    operation.noun = fields.text("noun", QStringLiteral("id"));
    operation.nouns = fields.text("nouns", operation.noun + u's');
    operation.name = fields.text("name", operation.verb + u' ' + operation.nouns);
    operation.isReversible = fields.flag("reversible", false);
    operation.effect =
        fields.text("effect", operation.isReversible ? QStringLiteral("This can be undone.")
                                                     : QStringLiteral("This cannot be undone."));
    operation.isPrivacyRequest = fields.flag("privacyRequest", false);
}

Operation readOperation(const Fields& fields)
{
    Operation operation;
    operation.id = readId(fields, "id");
    operation.method = readMethod(fields, {});
    readWords(fields, operation);
    operation.path = fields.text("path");
    checkPath(fields, "path", true);
    operation.idPattern = fields.text("idPattern");
    checkPattern(fields, "idPattern");
    operation.ownPrefixes = fields.texts("ownPrefixes");
    operation.foreignPrefixes = fields.texts("foreignPrefixes");
    for (const QString& prefix : std::as_const(operation.ownPrefixes))
        if (operation.foreignPrefixes.contains(prefix, Qt::CaseInsensitive))
            fields.problem("foreignPrefixes", QStringLiteral("\"%1\" is an own prefix as well").arg(prefix));
    operation.isCaseFolded = fields.flag("caseFolded", false);
    operation.contentType = fields.text("contentType");
    operation.askAgain = fields.flag("askAgain", false);
    operation.firstAbsentIsGone =
        fields.word<bool>("firstAbsent", {{"gone", true}, {"failed", false}}, false);
    operation.absentAfterUnknownIsGone =
        fields.word<bool>("absentAfterUnknown", {{"gone", true}, {"unknown", false}}, false);
    operation.answersHtml = fields.flag("answersHtml", false);
    operation.answers = readAnswers(fields);
    operation.receipt = fields.place("receipt");
    if (fields.has("lookup"))
        operation.lookup = readLookup(fields);
    if (fields.has("batch"))
        operation.batch = readBatch(fields);
    if (fields.has("idempotency"))
        operation.idempotency = readIdempotency(fields);
    operation.provenance = fields.provenance();
    return operation;
}

} // namespace

std::vector<Operation> readOperations(const Fields& owner)
{
    std::vector<Operation> operations;
    QStringList ids;
    owner.each("operations", [&](const QJsonValue& value, const QString& path) {
        const Fields fields(owner.problems(), value, path, "operation");
        if (!value.isObject())
            return;
        Operation operation = readOperation(fields);
        if (!operation.id.isEmpty() && ids.contains(operation.id))
            fields.problem("id", QStringLiteral("two operations are called \"%1\"").arg(operation.id));
        ids += operation.id;
        operations.push_back(std::move(operation));
    });
    if (owner.value("operations").isArray() && owner.value("operations").toArray().isEmpty())
        owner.problem("operations", QStringLiteral("is empty: there would be nothing to do"));
    return operations;
}

void checkPath(const Fields& fields, const char* key, bool holdsId)
{
    const QString path = fields.value(key).toString();
    if (path.isEmpty()) // absent, or noted already
        return;
    const qsizetype ids = path.count(QLatin1String("{id}"));
    if (holdsId && ids != 1)
        fields.problem(key, QStringLiteral("%1 must hold {id} exactly once; write it like /accounts/{id}")
                                .arg(shown(fields.value(key))));
    if (!holdsId && ids > 0)
        fields.problem(key, QStringLiteral("%1 must not hold {id}").arg(shown(fields.value(key))));
    if (!path.startsWith(u'/') || path.startsWith(QLatin1String("//"))) {
        fields.problem(key, QStringLiteral("%1 must start with one /").arg(shown(fields.value(key))));
        return;
    }
    QString plain = path;
    plain.replace(QLatin1String("{id}"), QLatin1String("0"));
    // RFC 3986: what may stand in a path and a query. No fragment: it never leaves the computer.
    static const QRegularExpression characters(
        QStringLiteral("\\A([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*\\z"));
    if (!characters.match(plain).hasMatch()) {
        fields.problem(
            key,
            QStringLiteral("%1 holds a character that no address may hold").arg(shown(fields.value(key))));
        return;
    }
    const QStringList steps = QUrl::fromPercentEncoding(plain.section(u'?', 0, 0).toUtf8()).split(u'/');
    if (steps.contains(QLatin1String(".")) || steps.contains(QLatin1String("..")))
        fields.problem(key, QStringLiteral("%1 must not climb with . or ..").arg(shown(fields.value(key))));
}

void checkPattern(const Fields& fields, const char* key)
{
    const QString pattern = fields.value(key).toString();
    // Alone, not anchored: "a)|(b" becomes valid only by the parentheses that anchoring puts around it.
    const QRegularExpression expression(pattern);
    if (!expression.isValid())
        fields.problem(key, QStringLiteral("%1 is no valid regular expression: %2 (at character %3)")
                                .arg(shown(fields.value(key)), expression.errorString())
                                .arg(expression.patternErrorOffset() + 1));
}

QString readMethod(const Fields& fields, const QString& otherwise)
{
    const QString method = fields.text("method", otherwise);
    static const QStringList known{QStringLiteral("DELETE"), QStringLiteral("GET"), QStringLiteral("PATCH"),
                                   QStringLiteral("POST"), QStringLiteral("PUT")};
    if (!method.isEmpty() && !known.contains(method))
        fields.problem("method", QStringLiteral("%1 is not known; write one of: %2")
                                     .arg(shown(fields.value("method")), known.join(QStringLiteral(", "))));
    return method;
}

QString readId(const Fields& fields, const char* key)
{
    const QString id = fields.text(key);
    static const QRegularExpression form(QStringLiteral("\\A[a-z0-9][a-z0-9-]{0,63}\\z"));
    if (!id.isEmpty() && !form.match(id).hasMatch())
        fields.problem(key,
                       QStringLiteral("%1 may hold only lower-case letters, digits and dashes (at most 64)")
                           .arg(shown(fields.value(key))));
    return id;
}

} // namespace vendors
