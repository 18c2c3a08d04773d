#pragma once

#include <QDialog>

class QPlainTextEdit;

namespace ui::pages {

/// Request and answer of one item, as stored: text that can be read, selected and handed on. Esc closes it.
class ItemDialog : public QDialog {
    Q_OBJECT

public:
    ItemDialog(const QString& title, const QString& text, QWidget* parent = nullptr);

private:
    QPlainTextEdit* m_text;
};

} // namespace ui::pages
