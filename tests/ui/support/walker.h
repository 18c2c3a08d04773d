#pragma once

#include <QStringList>

class QWidget;

/// Goes through a window as somebody does who cannot see it, or has no mouse. UI thread.
namespace walker {

/// Everything that a person can use in `root`, shown at the moment.
QList<QWidget*> controlsOf(const QWidget& root);

/// What is wrong with names, a sentence each: a control without a name for programs or for people, a name
/// given twice, a picture that is described but not named, a label whose own text is hidden by another name.
QStringList faultsInNames(const QWidget& root);

/// Controls of `page` that Tab does not come to from the first one on, each as a sentence; also where Tab
/// gets stuck. Of buttons that exclude each other one is enough: the arrows go on from there.
QStringList faultsInFocus(QWidget& page);

} // namespace walker
