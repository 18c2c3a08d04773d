#pragma once

#include "idlist/reader.h"

#include <QDateTime>
#include <QObject>
#include <QThreadPool>

#include <memory>
#include <optional>

namespace ui {

/// Where a list comes from: a file, or what was pasted.
struct ListSource {
    QString path;
    QByteArray pasted;

    bool isEmpty() const { return path.isEmpty() && pasted.isEmpty(); }
    QString name() const;
};

/// What was found in it: a preview to look at, and the ids, or why there are none.
struct ListReading {
    std::optional<idlist::Preview> preview;
    std::shared_ptr<const idlist::List> list;
    QString problem;     ///< empty: there is a list
    QDateTime changedAt; ///< of the file, before it was read
};

/// Reads lists in a worker, so that a file of a million rows never holds up the window. Only the latest
/// request counts. UI thread.
class ListLoader : public QObject {
    Q_OBJECT

public:
    explicit ListLoader(QObject* parent = nullptr);
    ~ListLoader() override;

    void load(const ListSource& source, const idlist::Choice& choice, const idlist::Rules& rules);
    bool isLoading() const { return m_answered != m_asked; }

Q_SIGNALS:
    void loaded(const ui::ListReading& reading);

private:
    QThreadPool m_workers;
    int m_asked = 0, m_answered = 0;
};

/// Reads once, in the caller's thread.
ListReading readList(const ListSource& source, const idlist::Choice& choice, const idlist::Rules& rules);

} // namespace ui

Q_DECLARE_METATYPE(ui::ListReading)
