#include "limits/window.h"

#include <QTest>

using namespace std::chrono_literals;
using limits::Duration;
using limits::Guard;
using limits::Instant;
using limits::Kind;
using limits::Limit;
using limits::Window;

namespace {

constexpr Instant start{1h};
constexpr Duration length = 60s + 30ms + 1s; // 60 s, 500 millionths, and the granularity taken for a minute

Limit fiveAMinute()
{
    return {"minute", Kind::window, 5, 60s};
}

/// Takes `count` at `now`, answered at once.
void use(Window& window, std::int64_t count, Instant now)
{
    window.settle(now);
    window.take(count);
    window.release(count, now);
}

} // namespace

class TestWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesTheSixthRequestInsideOneMinute();
    void countsFromTheAnswerNotFromTheSending();
    void holdsALostRequestUntilItCannotBeCountedAnyMore();
    void keepsItsGuard();
    void takesReserveAndShareOffTheMaximum();
    void keepsADayAs25Hours();
    void needsAnAnswerWhereOnlyThatMakesRoom();
    void saysWhenSeveralSlotsAreBack();
    void remembersNoMoreEntriesThanSlots();
    void isFullForOneLengthAfterClosing();
    void surlyNumbersDoNotOverflow();
};

void TestWindow::refusesTheSixthRequestInsideOneMinute()
{
    Window window(fiveAMinute(), {}, 100);
    use(window, 5, start);
    QVERIFY(!window.hasRoom(1, start));
    QCOMPARE(window.roomAt(1, start), start + length);
    window.settle(start + length - 1ns);
    QVERIFY(!window.hasRoom(1, start + length - 1ns));
    window.settle(start + length);
    QVERIFY(window.hasRoom(5, start + length));
}

void TestWindow::countsFromTheAnswerNotFromTheSending()
{
    Window window(fiveAMinute(), {}, 100);
    window.take(5);
    window.release(2, start + 10s);
    window.release(3, start + 20s);
    QCOMPARE(window.roomAt(2, start + 20s), start + 10s + length);
    QCOMPARE(window.roomAt(3, start + 20s), start + 20s + length);
}

void TestWindow::holdsALostRequestUntilItCannotBeCountedAnyMore()
{
    Window window(fiveAMinute(), {}, 100);
    window.take(5);
    window.lose(1, start + 90s);
    window.release(4, start + 1s);
    QCOMPARE(window.roomAt(4, start + 1s), start + 1s + length);
    QCOMPARE(window.roomAt(5, start + 1s), start + 90s + length);
    QCOMPARE(window.used(start + 90s + length - 1ns), 1);
    QCOMPARE(window.used(start + 90s + length), 0);
}

void TestWindow::keepsItsGuard()
{
    QCOMPARE(Window(fiveAMinute(), {}, 100).length(), length);
    QCOMPARE(Window({"short", Kind::window, 50, 10s}, {}, 100).length(), Duration(10s + 5ms + 5ms));
    QCOMPARE(Window({"nominal", Kind::window, 50, 10s}, Guard::none(), 100).length(), Duration(10s));
    Limit told = fiveAMinute();
    told.granularity = 250ms;
    QCOMPARE(Window(told, {}, 100).length(), Duration(60s + 30ms + 250ms));
    QCOMPARE(Window(told, Guard::none(), 100).length(), Duration(60s));
}

void TestWindow::takesReserveAndShareOffTheMaximum()
{
    Limit limit{"hour", Kind::window, 1000, 1h};
    QCOMPARE(Window(limit, {}, 100).allowed(), 1000);
    QCOMPARE(Window(limit, {}, 33).allowed(), 330);
    limit.reserve = 101;
    QCOMPARE(Window(limit, {}, 50).allowed(), 449); // rounded down
    limit.reserve = 5000;
    QCOMPARE(Window(limit, {}, 50).allowed(), 1); // never nothing
}

void TestWindow::keepsADayAs25Hours()
{
    Limit limit{"day", Kind::daily, 2000};
    QCOMPARE(Window(limit, {}, 100).length(), Duration(25h + 45s + 1s));
    QCOMPARE(Window(limit, Guard::none(), 100).length(), Duration(25h));
    limit.per = 24min; // a practice day of another scale
    QCOMPARE(Window(limit, Guard::none(), 100).length(), Duration(25min));
}

void TestWindow::needsAnAnswerWhereOnlyThatMakesRoom()
{
    Window window(fiveAMinute(), {}, 100);
    use(window, 1, start);
    window.take(4);
    QCOMPARE(window.roomAt(1, start), start + length);
    QCOMPARE(window.roomAt(2, start), limits::onlyAnAnswer);
    window.cancel(4);
    QCOMPARE(window.roomAt(4, start), start);
}

void TestWindow::saysWhenSeveralSlotsAreBack()
{
    Window window({"ten", Kind::window, 10, 10s}, Guard::none(), 100);
    for (int i = 0; i < 10; ++i)
        use(window, 1, start + i * 100ms);
    for (int i = 1; i <= 10; ++i)
        QCOMPARE(window.roomAt(i, start + 1s), start + 10s + (i - 1) * 100ms);
    const auto steps = window.comeback(start + 1s, 100, {});
    QCOMPARE(steps.size(), std::size_t(10));
    QCOMPARE(steps.front().at, start + 10s);
}

void TestWindow::remembersNoMoreEntriesThanSlots()
{
    Window window({"ten", Kind::window, 10, 10s}, {}, 100);
    for (int i = 0; i < 1000; ++i)
        window.recall(3, start + i * 1ms, start + 2s);
    QVERIFY(window.comeback(start + 2s, 1000, {}).size() <= 10);
    QCOMPARE(window.used(start + 2s), 10);
    // The newest of them decide when the window is empty.
    QCOMPARE(window.used(start + 999ms + window.length() - 1ns), 3);
}

void TestWindow::isFullForOneLengthAfterClosing()
{
    Window window(fiveAMinute(), {}, 100);
    use(window, 2, start);
    window.settle(start + 30s);
    window.close(start + 30s);
    QCOMPARE(window.roomAt(1, start + 30s), start + 30s + length);
    QCOMPARE(window.roomAt(5, start + 30s), start + 30s + length);
}

void TestWindow::surlyNumbersDoNotOverflow()
{
    const Duration endless = Duration::max();
    Window window(
        {"endless", Kind::window, std::numeric_limits<std::int64_t>::max(), endless, 0, {}, {}, endless}, {},
        99);
    QVERIFY(window.length() > Duration(std::chrono::years(30)));
    QVERIFY(window.allowed() > 0);
    use(window, 5, start);
    QVERIFY(window.hasRoom(1, start));
    QCOMPARE(window.used(start), 5);
}

QTEST_APPLESS_MAIN(TestWindow)
#include "tst_window.moc"
