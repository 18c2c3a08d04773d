#include "transport/redaction.h"

#include <QTest>

using transport::Credentials;
using transport::Redaction;

class RedactionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesOutEveryFormOfASecret_data();
    void takesOutEveryFormOfASecret();
    void takesOutWhatLooksLikeAToken_data();
    void takesOutWhatLooksLikeAToken();
    void takesOutRenewedAndEarlierTokens();
    void takesOutTheWholeOfALongerSecretFirst();
    void leavesOrdinaryTextAlone();
};

void RedactionTest::takesOutEveryFormOfASecret_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray secret = "p/ä+s \"w&d";
    const auto row = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
    row("as it is", secret);
    row("inside a sentence", "The password '" + secret + "' is wrong");
    row("percent-encoded", secret.toPercentEncoding());
    row("percent-encoded in lower case", "p%2f%c3%a4%2bs%20%22w%26d");
    row("as in a form", "p%2F%C3%A4%2Bs+%22w%26d");
    row("base64", secret.toBase64());
    row("base64 for URLs", secret.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    row("HTTP Basic", "Authorization: Basic " + ("anna:" + secret).toBase64());
    row("in JSON", "{\"echo\":\"p/ä+s \\\"w&d\"}");
    row("in HTML", "p/ä+s &quot;w&amp;d");
    row("twice", secret + ' ' + secret);
}

void RedactionTest::takesOutEveryFormOfASecret()
{
    QFETCH(QByteArray, text);
    Credentials credentials;
    credentials.apiKey = "the-key";
    credentials.user = "anna";
    credentials.password = "p/ä+s \"w&d";
    const QString clean = Redaction(credentials).redacted(QString::fromUtf8(text));
    QVERIFY2(clean.contains(QStringLiteral("[secret]")), qPrintable(clean));
    for (const char* rest : {"w&d", "w%26d", "%22w", "ä+s", "w&amp;d", "%C3%A4", "%c3%a4"})
        QVERIFY2(!clean.contains(QString::fromUtf8(rest)), qPrintable(clean));
    QVERIFY2(!clean.contains(QString::fromLatin1(credentials.password.toBase64().left(8))),
             qPrintable(clean));
    QVERIFY2(!clean.contains(QString::fromLatin1(("anna:" + credentials.password).toBase64().left(12))),
             qPrintable(clean));
}

void RedactionTest::takesOutWhatLooksLikeAToken_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("clean");
    const auto row = [](const char* text, const char* clean) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(clean);
    };
    row("got Bearer abc.def-123 instead", "got Bearer [secret] instead");
    row("basic dXNlcjpwYXNz", "basic [secret]");
    row("/v1/x?accessToken=hunter2&y=1", "/v1/x?accessToken=[secret]&y=1");
    row("{\"access_token\":\"hunter2\",\"expires_in\":7200}",
        "{\"access_token\":\"[secret]\",\"expires_in\":7200}");
    row("client_secret=hunter2", "client_secret=[secret]");
    row("X-Account-Secret: hunter2", "X-Account-Secret: [secret]");
    row("The basic subscription is exceeded", "The basic subscription is exceeded");
    row("Bearer authentication failed", "Bearer authentication failed");
}

void RedactionTest::takesOutWhatLooksLikeAToken()
{
    QFETCH(QString, text);
    QFETCH(QString, clean);
    QCOMPARE(Redaction(Credentials()).redacted(text), clean);
}

void RedactionTest::takesOutRenewedAndEarlierTokens()
{
    Redaction redaction{Credentials()};
    redaction.addToken("first-token");
    redaction.addToken("second-token");
    QCOMPARE(redaction.redacted(QStringLiteral("first-token or second-token")),
             QStringLiteral("[secret] or [secret]"));
    for (int i = 0; i < 1000; ++i)
        redaction.addToken("token-number-" + QByteArray::number(i));
    QCOMPARE(redaction.redacted(QStringLiteral("token-number-999")), QStringLiteral("[secret]"));
}

void RedactionTest::takesOutTheWholeOfALongerSecretFirst()
{
    Redaction redaction{Credentials()};
    redaction.addToken("abcdef");
    redaction.addToken("abcdef-and-more");
    QCOMPARE(redaction.redacted(QStringLiteral("<abcdef-and-more>")), QStringLiteral("<[secret]>"));
}

void RedactionTest::leavesOrdinaryTextAlone()
{
    Credentials credentials;
    credentials.token = "abc123";
    const QString text = QStringLiteral("No such account: 4711 (code 12002)");
    QCOMPARE(Redaction(credentials).redacted(text), text);
    QCOMPARE(Redaction().redacted(text), text);
}

QTEST_APPLESS_MAIN(RedactionTest)
#include "tst_redaction.moc"
