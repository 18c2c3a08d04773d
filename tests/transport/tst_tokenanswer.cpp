#include "transport/requestbuilder.h"

#include <QTest>

using transport::readToken;

class TokenAnswerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTokenAndLife();
    void takesTheDefaultWhereTheLifeIsNonsense_data();
    void takesTheDefaultWhereTheLifeIsNonsense();
    void findsNoToken_data();
    void findsNoToken();
    void findsNoTokenInAnError();

private:
    static vendors::Response answer(const QByteArray& body, int status = 200)
    {
        vendors::Response made;
        made.status = status;
        made.body = body;
        return made;
    }
};

void TokenAnswerTest::readsTokenAndLife()
{
    const auto read =
        readToken(answer(R"({"access_token":"abc","token_type":"Bearer","expires_in":7200})"), {});
    QVERIFY(read);
    QCOMPARE(read->token, "abc");
    QVERIFY(read->life == std::chrono::hours(2));
}

void TokenAnswerTest::takesTheDefaultWhereTheLifeIsNonsense_data()
{
    QTest::addColumn<QByteArray>("life");
    for (const char* life :
         {"", ",\"expires_in\":-1", ",\"expires_in\":0", ",\"expires_in\":\"7200\"", ",\"expires_in\":1.5",
          ",\"expires_in\":1e300", ",\"expires_in\":null", ",\"expires_in\":true", ",\"expires_in\":[7200]",
          ",\"expires_in\":7200000000000"})
        QTest::newRow(life) << QByteArray(life);
}

void TokenAnswerTest::takesTheDefaultWhereTheLifeIsNonsense()
{
    const auto read =
        readToken(answer(QByteArray("{\"access_token\":\"abc\"") + QTest::currentDataTag() + "}"),
                  std::chrono::minutes(30));
    QVERIFY(read);
    QVERIFY(read->life == std::chrono::minutes(30));
}

void TokenAnswerTest::findsNoToken_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a login page") << QByteArray("<html>sign in</html>");
    QTest::newRow("cut off") << QByteArray("{\"access_token\":\"abc\"");
    QTest::newRow("another field") << QByteArray("{\"token\":\"abc\"}");
    QTest::newRow("empty") << QByteArray("{\"access_token\":\"\"}");
    QTest::newRow("number") << QByteArray("{\"access_token\":5}");
    QTest::newRow("array") << QByteArray("[\"abc\"]");
    QTest::newRow("CR LF") << QByteArray("{\"access_token\":\"abc\\r\\nX: y\"}");
    QTest::newRow("space") << QByteArray("{\"access_token\":\"a b\"}");
    QTest::newRow("not ASCII") << QByteArray("{\"access_token\":\"a\\u00e4\"}");
}

void TokenAnswerTest::findsNoToken()
{
    QFETCH(QByteArray, body);
    QVERIFY(!readToken(answer(body), std::chrono::hours(1)));
}

void TokenAnswerTest::findsNoTokenInAnError()
{
    for (const int status : {0, 199, 300, 302, 400, 401, 500})
        QVERIFY(!readToken(answer(R"({"access_token":"abc"})", status), std::chrono::hours(1)));
}

QTEST_APPLESS_MAIN(TokenAnswerTest)
#include "tst_tokenanswer.moc"
