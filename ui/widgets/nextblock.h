#pragma once

#include "ui/widgets/nextrows.h"

#include <QWidget>

namespace ui::widgets {

/// NEXT: what the job waits for, as bars that drain over the whole length of each wait. Painted, with the
/// same words as accessible description. Shows the rows it is given.
class NextBlock : public QWidget {
    Q_OBJECT

public:
    explicit NextBlock(QWidget* parent = nullptr);

    void show(const std::vector<NextRow>& rows);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<NextRow> m_rows;
};

} // namespace ui::widgets
