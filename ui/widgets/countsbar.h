#pragma once

#include "jobs/types.h"

#include <QWidget>

#include <array>
#include <optional>

class QToolButton;

namespace engine {
class Writing;
struct JobSnapshot;
} // namespace engine

namespace ui::widgets {

/// How many items are in each state; every count is a button that filters the table by it, pressed again it
/// lets all through. Alt+1 … Alt+8 and Alt+0 do the same.
class CountsBar : public QWidget {
    Q_OBJECT

public:
    explicit CountsBar(QWidget* parent = nullptr);

    void show(const engine::JobSnapshot& job, const engine::Writing& writing);
    std::optional<jobs::ItemState> filter() const { return m_filter; }
    void setFilter(std::optional<jobs::ItemState> filter);

Q_SIGNALS:
    void filterChanged(std::optional<jobs::ItemState> filter);

private:
    std::array<QToolButton*, jobs::itemStateCount> m_buttons{};
    std::optional<jobs::ItemState> m_filter;
};

} // namespace ui::widgets
