#include "ui/support/walker.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTest>
#include <QTextEdit>

namespace walker {

namespace {

constexpr int stopsMost = 200; ///< more presses of Tab than any page has controls

/// Qt's own inside of a control: the line of a spin box, the list of a combo box, the corner of a table.
bool isInside(const QWidget& widget)
{
    for (const QWidget* up = widget.parentWidget(); up; up = up->parentWidget())
        if (qobject_cast<const QAbstractSpinBox*>(up) || qobject_cast<const QComboBox*>(up)
            || qobject_cast<const QLineEdit*>(up) || qobject_cast<const QAbstractItemView*>(up)
            || qobject_cast<const QTabBar*>(up) || qobject_cast<const QMenuBar*>(up))
            return true;
    return false;
}

bool isControl(const QWidget& widget)
{
    return (qobject_cast<const QAbstractButton*>(&widget) || qobject_cast<const QLineEdit*>(&widget)
            || qobject_cast<const QAbstractSpinBox*>(&widget) || qobject_cast<const QComboBox*>(&widget)
            || qobject_cast<const QAbstractItemView*>(&widget) || qobject_cast<const QTextEdit*>(&widget)
            || qobject_cast<const QPlainTextEdit*>(&widget) || qobject_cast<const QTabBar*>(&widget))
           && !qobject_cast<const QHeaderView*>(&widget) && !isInside(widget);
}

QString describe(const QWidget& widget)
{
    QString text = QString::fromLatin1(widget.metaObject()->className());
    if (!widget.objectName().isEmpty())
        text += QLatin1Char(' ') + widget.objectName();
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
        text += QStringLiteral(" “%1”").arg(button->text());
    return text;
}

bool isNamed(QWidget& widget)
{
    // The name that Qt makes up for a combo box is its value, and tells nobody what is chosen there.
    if (qobject_cast<QComboBox*>(&widget))
        return !widget.accessibleName().isEmpty();
    const QAccessibleInterface* told = QAccessible::queryAccessibleInterface(&widget);
    return told && !told->text(QAccessible::Name).trimmed().isEmpty();
}

bool excludesTheSame(const QWidget* one, const QWidget* other)
{
    const auto* a = qobject_cast<const QAbstractButton*>(one);
    const auto* b = qobject_cast<const QAbstractButton*>(other);
    return a && b && a->autoExclusive() && b->autoExclusive() && a->parentWidget() == b->parentWidget();
}

} // namespace

QList<QWidget*> controlsOf(const QWidget& root)
{
    QList<QWidget*> found;
    for (QWidget* widget : root.findChildren<QWidget*>())
        if (widget->isVisibleTo(&root) && isControl(*widget))
            found << widget;
    return found;
}

QStringList faultsInNames(const QWidget& root)
{
    QStringList faults;
    QSet<QString> names;
    for (QWidget* control : controlsOf(root)) {
        if (control->objectName().isEmpty())
            faults << describe(*control) + QStringLiteral(" has no object name");
        else if (names.contains(control->objectName()))
            faults << describe(*control) + QStringLiteral(" has the object name of another one");
        names << control->objectName();
        if (!isNamed(*control))
            faults << describe(*control) + QStringLiteral(" has no name that can be read out");
    }
    // A picture is described, and what has a description is something.
    for (const QWidget* picture : root.findChildren<QWidget*>())
        if (!picture->accessibleDescription().isEmpty() && picture->accessibleName().isEmpty())
            faults << describe(*picture) + QStringLiteral(" is described without a name");
    for (const QLabel* label : root.findChildren<QLabel*>())
        if (!label->accessibleName().isEmpty())
            faults << QStringLiteral("the label “%1” is read out as something else").arg(label->text());
    return faults;
}

QStringList faultsInFocus(QWidget& page)
{
    QStringList faults;
    QList<QWidget*> left;
    for (QWidget* control : controlsOf(page))
        if (control->isEnabled())
            left << control;
    if (left.isEmpty())
        return faults;
    page.window()->activateWindow();
    if (!QTest::qWaitForWindowActive(page.window()))
        return faults << QStringLiteral("the window does not take the focus");
    left.first()->setFocus(Qt::TabFocusReason);
    for (int i = 0; i < stopsMost && !left.isEmpty(); ++i) {
        QWidget* at = QApplication::focusWidget();
        if (!at)
            return faults << QStringLiteral("the focus went to nowhere");
        left.removeIf([at](QWidget* control) { return control == at || excludesTheSame(control, at); });
        QTest::keyClick(at, Qt::Key_Tab);
    }
    for (QWidget* control : left)
        faults << QStringLiteral("Tab does not come to ") + describe(*control);
    return faults;
}

} // namespace walker
