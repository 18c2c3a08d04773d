#pragma once

#include <QList>
#include <QString>

class QDialog;
class QWidget;

namespace ui::pages {

/// What F1 tells: one heading and a few sentences each.
struct HelpTopic {
    QString title, text;
};
QList<HelpTopic> helpTopics();

/// One line of the key sheet.
struct KeyLine {
    QString keys, does;
};
QList<KeyLine> keyLines();

/// Windows that stay open beside the work; Esc closes them. They delete themselves.
QDialog* showHelp(QWidget* parent);
QDialog* showKeySheet(QWidget* parent);

} // namespace ui::pages
