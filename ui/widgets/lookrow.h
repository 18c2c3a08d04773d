#pragma once

#include "engine/look.h"

#include <QSet>
#include <QWidget>

#include <optional>

class QGridLayout;
class QPushButton;

namespace ui::widgets {

class InquiryRow;

/// A look at a few ids before anything is done to them: the button, what came of it in one sentence, and a
/// row for each id with what the list says beside what the vendor holds. Administrators, and those of whom
/// the vendor holds somebody else, stand out and can be protected here. Shows what it is given.
class LookRow : public QWidget {
    Q_OBJECT

public:
    static constexpr int most = 5; ///< ids that are looked at

    explicit LookRow(QWidget* parent = nullptr);

    /// Another list, operation or sign-in: what was shown says nothing about it. `count`: ids on the list.
    void start(qint64 count);
    /// What is still missing before it can be asked; empty: nothing.
    void setProblem(const QString& problem);
    void setBusy();
    bool isBusy() const;
    void show(const engine::LookResult& result, const engine::Writing& writing);
    void tellRefused(const QString& sentence);
    /// Which ids are protected by now.
    void setProtected(const QSet<QString>& ids);
    const std::optional<engine::LookResult>& result() const { return m_result; }

Q_SIGNALS:
    void asked();
    void protectAsked(const QStringList& ids);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fill();
    void fillHeadings();
    QPushButton* fillLook(int row, const engine::Look& look);

    InquiryRow* m_ask;
    QWidget* m_rows;
    QGridLayout* m_grid;
    std::optional<engine::LookResult> m_result;
    QSet<QString> m_protected;
};

} // namespace ui::widgets
