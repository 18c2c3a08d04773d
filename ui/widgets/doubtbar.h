#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QPushButton;

namespace ui::widgets {

/// A filled band that says why a list is to be doubted before it is sent, with one button that protects every
/// id that is doubtful. Not there while there is nothing to say. Shows what it is given.
class DoubtBar : public QWidget {
    Q_OBJECT

public:
    /// The names by which the text and the button are found.
    DoubtBar(const QString& text, const QString& button, QWidget* parent = nullptr);

    void show(const QString& words, const QStringList& ids);

Q_SIGNALS:
    void protectAsked(const QStringList& ids);

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void colour();

    QLabel* m_words;
    QPushButton* m_protect;
    QStringList m_ids;
};

} // namespace ui::widgets
