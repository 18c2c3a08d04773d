#include "transport/keychain.h"

#include <QCoreApplication>
#include <QTest>

#include <cstdlib>

using transport::Credentials;
using transport::Keychain;

namespace {

Keychain::Entry entry(const char* label = "Production", const char* origin = "https://api.example.com")
{
    return {QStringLiteral("kameleoon"), QLatin1String(origin), QLatin1String(label)};
}

Credentials client()
{
    Credentials made;
    made.clientId = "me";
    made.clientSecret = "hunter2 \"\xc3\xa4\"";
    return made;
}

/// Whether this program was started inside a session with an unlocked secret service of its own (keyring.sh).
bool hasKeyring()
{
    return qEnvironmentVariableIsSet("SLUICE_TEST_KEYRING");
}

} // namespace

class KeychainTest : public QObject {
    Q_OBJECT

private:
    static base::Result<void> save(Keychain& keychain, const Keychain::Entry& where, const Credentials& what);
    static base::Result<std::optional<Credentials>> load(Keychain& keychain, const Keychain::Entry& where);
    static base::Result<void> remove(Keychain& keychain, const Keychain::Entry& where);

private Q_SLOTS:
    void remembersUntilRemoved();
    void bindsASecretToItsEntry();
    void saysWhereThereIsNoSecretService();
    void answersNothingAfterItsEnd();
};

base::Result<void> KeychainTest::save(Keychain& keychain, const Keychain::Entry& where,
                                      const Credentials& what)
{
    std::optional<base::Result<void>> answer;
    keychain.save(where, what, [&](base::Result<void> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 20'000))
        return base::fail("no answer");
    return *answer;
}

base::Result<std::optional<Credentials>> KeychainTest::load(Keychain& keychain, const Keychain::Entry& where)
{
    std::optional<base::Result<std::optional<Credentials>>> answer;
    keychain.load(where,
                  [&](base::Result<std::optional<Credentials>> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 20'000))
        return base::fail("no answer");
    return *answer;
}

base::Result<void> KeychainTest::remove(Keychain& keychain, const Keychain::Entry& where)
{
    std::optional<base::Result<void>> answer;
    keychain.remove(where, [&](base::Result<void> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 20'000))
        return base::fail("no answer");
    return *answer;
}

void KeychainTest::remembersUntilRemoved()
{
    if (!hasKeyring())
        QSKIP("needs a secret service: run through keyring.sh");
    Keychain keychain;
    auto found = load(keychain, entry());
    QVERIFY2(found, found ? "" : found.error().message.c_str());
    QVERIFY(!found->has_value());
    const auto saved = save(keychain, entry(), client());
    QVERIFY2(saved, saved ? "" : saved.error().message.c_str());
    found = load(keychain, entry());
    QVERIFY(found && found->has_value());
    QCOMPARE((*found)->clientId, client().clientId);
    QCOMPARE((*found)->clientSecret, client().clientSecret);
    QVERIFY(remove(keychain, entry()));
    QVERIFY(!load(keychain, entry())->has_value());
    QVERIFY(remove(keychain, entry())); // there is none any more
}

void KeychainTest::bindsASecretToItsEntry()
{
    if (!hasKeyring())
        QSKIP("needs a secret service: run through keyring.sh");
    Keychain keychain;
    QVERIFY(save(keychain, entry(), client()));
    QVERIFY(!load(keychain, entry("Staging"))->has_value());
    QVERIFY(!load(keychain, entry("Production", "https://api.example.com.evil.com"))->has_value());
    QVERIFY(!load(keychain, {QStringLiteral("other"), entry().origin, entry().label})->has_value());
    QVERIFY(load(keychain, entry())->has_value());
    QVERIFY(remove(keychain, entry()));
}

void KeychainTest::saysWhereThereIsNoSecretService()
{
    if (hasKeyring())
        QSKIP("there is one");
    Keychain keychain;
    const auto saved = save(keychain, entry(), client());
    QVERIFY(!saved);
    QVERIFY2(saved.error().message.find("nothing is remembered") != std::string::npos,
             saved.error().message.c_str());
    QVERIFY(saved.error().message.find("hunter2") == std::string::npos);
    QVERIFY(!load(keychain, entry()));
    QVERIFY(!remove(keychain, entry()));
}

void KeychainTest::answersNothingAfterItsEnd()
{
    bool isAnswered = false;
    {
        Keychain keychain;
        keychain.load(entry(), [&](const auto&) { isAnswered = true; });
    }
    Keychain other;
    (void)load(other, entry()); // whatever was under way has had its turn
    QVERIFY(!isAnswered);
}

int main(int argc, char** argv)
{
    // A developer's own keychain is never touched: without a session of its own the test sees no bus at all.
    if (!hasKeyring())
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    QCoreApplication application(argc, argv);
    KeychainTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain.moc"
