#include "ui/pages/protecteddialog.h"

#include "engine/sentences.h"
#include "ui/protection.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

constexpr qsizetype problemsShown = 3;

QString number(qsizetype n)
{
    return engine::Writing(engine::WallTime{}).number(n);
}

} // namespace

ProtectedDialog::ProtectedDialog(const QStringList& ids, const idlist::Rules& rules, QWidget* parent)
    : QDialog(parent)
    , m_rules(rules)
    , m_text(new QPlainTextEdit(this))
    , m_count(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_file(new QPushButton(tr("Add from a &file…"), this))
    , m_clear(new QPushButton(tr("&Empty"), this))
    , m_ok(new QPushButton(tr("Protect"), this))
{
    setObjectName(QStringLiteral("protectedDialog"));
    setWindowTitle(tr("Protected ids"));
    auto* intro = new QLabel(tr("These ids are never sent, on whatever list they stand, until Sluice is "
                                "closed; jobs that were made "
                                "keep them out for good. One a line: type or paste them, or add them from a "
                                "list file (.xlsx, .csv, "
                                ".tsv, .txt)."),
                             this);
    intro->setWordWrap(true);
    m_text->setObjectName(QStringLiteral("protectedField"));
    m_text->setAccessibleName(tr("Protected ids, one a line"));
    m_text->setTabChangesFocus(true);
    m_text->setPlainText(ids.join(QLatin1Char('\n')));
    m_count->setObjectName(QStringLiteral("protectedCount"));
    m_problem->setObjectName(QStringLiteral("protectedProblem"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_file->setObjectName(QStringLiteral("protectedFile"));
    m_clear->setObjectName(QStringLiteral("protectedClear"));
    m_ok->setObjectName(QStringLiteral("protectedOk"));
    auto* back = new QPushButton(tr("Back"), this);
    back->setObjectName(QStringLiteral("protectedBack"));
    for (QPushButton* button : {m_file, m_clear, m_ok, back})
        button->setAutoDefault(false);
    auto* tools = new QHBoxLayout;
    tools->addWidget(m_file);
    tools->addWidget(m_clear);
    tools->addWidget(m_count, 1, Qt::AlignRight);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(back);
    buttons->addWidget(m_ok);
    auto* column = new QVBoxLayout(this);
    column->addWidget(intro);
    column->addWidget(m_text, 1);
    column->addLayout(tools);
    column->addWidget(m_problem);
    column->addLayout(buttons);
    resize(460, 420);
    connect(m_text, &QPlainTextEdit::textChanged, this, &ProtectedDialog::check);
    connect(m_file, &QPushButton::clicked, this, &ProtectedDialog::chooseFile);
    connect(m_clear, &QPushButton::clicked, m_text, &QPlainTextEdit::clear);
    connect(&m_loader, &ListLoader::loaded, this, &ProtectedDialog::take);
    connect(back, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_ok, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen(m_ids);
        accept();
    });
    check();
    m_text->setFocus();
}

void ProtectedDialog::chooseFile()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("A list of protected ids"), {},
                                                      tr("Lists (*.xlsx *.csv *.tsv *.txt);;All files (*)"));
    if (!file.isEmpty())
        load(file);
}

void ProtectedDialog::load(const QString& file)
{
    m_loader.load({file, {}}, {}, m_rules);
    check();
}

void ProtectedDialog::take(const ListReading& reading)
{
    if (!reading.list) {
        check();
        m_problem->setText(reading.problem);
        m_problem->show();
        return;
    }
    QStringList lines;
    const auto text = [](std::string_view part) {
        return QString::fromUtf8(part.data(), qsizetype(part.size()));
    };
    for (std::size_t i = 0; i < reading.list->size(); ++i)
        lines << text(reading.list->id(i));
    // What is no id is taken over as well, so that it is seen and mended here.
    for (const idlist::Reject& reject : reading.list->rejects())
        if (reject.why != idlist::Why::empty)
            lines << text(reject.text);
    const QString before = m_text->toPlainText().trimmed();
    m_text->setPlainText(before.isEmpty() ? lines.join(QLatin1Char('\n'))
                                          : before + QLatin1Char('\n') + lines.join(QLatin1Char('\n')));
}

void ProtectedDialog::check()
{
    const ProtectedIds read = readProtected(m_text->toPlainText(), m_rules);
    m_ids = read.ids;
    m_count->setText(m_ids.isEmpty()     ? tr("none")
                     : m_ids.size() == 1 ? tr("1 id")
                                         : tr("%1 ids").arg(number(m_ids.size())));
    QStringList shown = read.problems.first(std::min(read.problems.size(), problemsShown));
    if (read.problems.size() > problemsShown)
        shown << tr("and %1 more").arg(number(read.problems.size() - problemsShown));
    if (!read.problems.isEmpty())
        shown << tr("Correct or remove that first: a slip would leave unprotected what should be safe.");
    m_problem->setText(m_loader.isLoading() ? tr("Reading the list…") : shown.join(QLatin1Char('\n')));
    m_problem->setVisible(!m_problem->text().isEmpty());
    m_ok->setEnabled(read.problems.isEmpty() && !m_loader.isLoading());
}

} // namespace ui::pages
