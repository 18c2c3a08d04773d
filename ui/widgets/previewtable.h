#pragma once

#include "idlist/list.h"
#include "idlist/preview.h"
#include "ui/protection.h"
#include "ui/theme.h"

#include <QTableWidget>

#include <memory>

namespace ui::widgets {

/// Whole rows of a list, to recognise it by: the first and the last with a word about how many stand between
/// them, or some from anywhere. A line that will not be sent is marked, with the reason.
class PreviewTable : public QTableWidget {
    Q_OBJECT

public:
    explicit PreviewTable(QWidget* parent = nullptr);

    /// `list`: what was read of it, as soon as it is. `rows`: so many the choice takes, shown or not.
    void show(const idlist::Preview& preview, const std::shared_ptr<const idlist::List>& list,
              std::uint64_t rows);
    void setRandom(bool isRandom);
    /// Which ids of that list are never sent; null: it is not known.
    void setProtection(std::shared_ptr<const Protection> protection);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fill();
    void fillLine(int row, const idlist::Preview::Line& line, int columns);
    void fillGap(int row, std::uint64_t count, int columns);
    /// Why a line will not be sent: in a few words beside it, and in whole sentences.
    struct WhyNot {
        QString words, sentence;
        Tone tone = Tone::failed;
    };
    WhyNot whyNot(const idlist::Preview::Line& line) const;
    QString whyKept(std::uint32_t line) const;

    std::optional<idlist::Preview> m_preview;
    std::shared_ptr<const idlist::List> m_list;
    std::shared_ptr<const Protection> m_protection;
    std::uint64_t m_total = 0;
    bool m_isRandom = false;
};

/// How a table of a list stands on its page: no lines of its own, no room below its rows.
void fitHeight(QTableWidget& table, int rowsMost);
void settle(QTableWidget& table);
/// "B  Account ID"
QString columnName(const idlist::Preview::Column& column);

} // namespace ui::widgets
