#pragma once

#include "idlist/layout.h"
#include "idlist/row.h"
#include "idlist/text.h"

namespace idlist {

/// Rows of a text in a known layout. Keeps the text; one thread.
class TextSource final : public Source {
public:
    TextSource(std::string_view text, Layout layout);
    base::Result<void> each(const RowVisitor& visit) override;

private:
    base::Result<void> eachPiece(const RowVisitor& visit) const;

    std::string_view m_text;
    Layout m_layout;
};

} // namespace idlist
