#pragma once

#include <QWidget>

class QPushButton;

namespace ui::pages {

/// The first page: what this program is, two buttons, and a place to drop a list. No tour, no wizard.
class EmptyPage : public QWidget {
    Q_OBJECT

public:
    explicit EmptyPage(const QStringList& vendors, QWidget* parent = nullptr);

Q_SIGNALS:
    void practiceAsked();
    void newJobAsked();
    void fileDropped(const QString& path);
    void textDropped(const QByteArray& text);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QPushButton *m_practise, *m_newJob;
};

} // namespace ui::pages
