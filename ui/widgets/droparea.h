#pragma once

#include <QWidget>

namespace ui::widgets {

/// A dashed field that says where a list can be dropped. Says only what was dropped; the page decides.
class DropArea : public QWidget {
    Q_OBJECT

public:
    explicit DropArea(QWidget* parent = nullptr);

    QSize sizeHint() const override { return {420, 72}; }

Q_SIGNALS:
    void fileDropped(const QString& path);
    void textDropped(const QByteArray& text);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_isOver = false;
};

} // namespace ui::widgets
