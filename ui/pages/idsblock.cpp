#include "ui/pages/idsblock.h"

#include "engine/sentences.h"
#include "ui/widgets/droparea.h"
#include "ui/widgets/previewtable.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

constexpr int rejectsInSight = 8;
constexpr int rejectTextMost = 240;       ///< px
constexpr std::size_t rejectsShown = 200; ///< in the side list; all of them go into the file

QString number(std::uint64_t n)
{
    return engine::Writing(engine::WallTime{}).number(qint64(n));
}

QComboBox* combo(const QString& name, const QString& accessibleName, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(name);
    box->setAccessibleName(accessibleName);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMaximumWidth(260);
    return box;
}

} // namespace

IdsBlock::IdsBlock(QWidget* parent)
    : QWidget(parent)
    , m_name(new QLabel(this))
    , m_kind(new QLabel(this))
    , m_counts(new QLabel(this))
    , m_problem(new QLabel(this))
    , m_choose(new QPushButton(tr("Choose a file…"), this))
    , m_paste(new QPushButton(tr("Paste ids"), this))
    , m_random(new QPushButton(tr("Random 20"), this))
    , m_showRejects(new QPushButton(tr("Show"), this))
    , m_saveRejects(new QPushButton(tr("Save…"), this))
    , m_choices(new QWidget(this))
    , m_hiddenRow(new QWidget(this))
    , m_rejectsRow(new QWidget(this))
    , m_sheetLabel(new QLabel(tr("Sheet"), this))
    , m_hiddenText(new QLabel(this))
    , m_sheet(combo(QStringLiteral("sheetBox"), tr("Sheet"), this))
    , m_idColumn(combo(QStringLiteral("idColumnBox"), tr("Id column"), this))
    , m_labelColumn(combo(QStringLiteral("labelColumnBox"), tr("Label column"), this))
    , m_header(combo(QStringLiteral("headerBox"), tr("Header"), this))
    , m_visibleOnly(new QRadioButton(this))
    , m_allRows(new QRadioButton(this))
    , m_leaveOut(new QCheckBox(this))
    , m_rows(new widgets::PreviewTable(this))
    , m_rejects(new QTableWidget(this))
{
    setObjectName(QStringLiteral("idsBlock"));
    m_choose->setObjectName(QStringLiteral("chooseFile"));
    m_paste->setObjectName(QStringLiteral("pasteIds"));
    m_random->setObjectName(QStringLiteral("randomRows"));
    m_random->setCheckable(true);
    m_showRejects->setObjectName(QStringLiteral("showRejects"));
    m_showRejects->setAccessibleName(tr("Show rejected lines"));
    m_showRejects->setCheckable(true);
    m_saveRejects->setObjectName(QStringLiteral("saveRejects"));
    m_saveRejects->setAccessibleName(tr("Save rejected lines"));
    m_leaveOut->setObjectName(QStringLiteral("leaveOut"));
    m_visibleOnly->setObjectName(QStringLiteral("visibleRows"));
    m_allRows->setObjectName(QStringLiteral("allRows"));
    m_counts->setObjectName(QStringLiteral("listCounts"));
    m_problem->setObjectName(QStringLiteral("listProblem"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    QFont bold = m_name->font();
    bold.setBold(true);
    m_name->setFont(bold);
    for (const auto& [text, choice] :
         {std::pair{tr("detected"), idlist::Header::detect}, std::pair{tr("yes"), idlist::Header::yes},
          std::pair{tr("no"), idlist::Header::no}})
        m_header->addItem(text, int(choice));
    m_choice.findLabel = true;

    auto* area = new widgets::DropArea(this);
    m_drop = area;
    auto* first = new QHBoxLayout;
    first->addWidget(m_name);
    first->addWidget(m_choose);
    first->addWidget(m_paste);
    first->addWidget(m_kind, 1);
    auto* choices = new QHBoxLayout(m_choices);
    choices->setContentsMargins(0, 0, 0, 0);
    const auto pair = [&](QLabel* text, QWidget* box) {
        text->setBuddy(box);
        choices->addWidget(text);
        choices->addWidget(box);
    };
    pair(m_sheetLabel, m_sheet);
    pair(new QLabel(tr("Id column"), this), m_idColumn);
    pair(new QLabel(tr("Label"), this), m_labelColumn);
    pair(new QLabel(tr("Header"), this), m_header);
    choices->addWidget(m_random);
    choices->addStretch();
    auto* hidden = new QHBoxLayout(m_hiddenRow);
    hidden->setContentsMargins(0, 0, 0, 0);
    hidden->addWidget(m_hiddenText);
    hidden->addWidget(m_visibleOnly);
    hidden->addWidget(m_allRows);
    hidden->addStretch();
    auto* rejects = new QHBoxLayout(m_rejectsRow);
    rejects->setContentsMargins(0, 0, 0, 0);
    rejects->addWidget(m_leaveOut);
    rejects->addWidget(m_showRejects);
    rejects->addWidget(m_saveRejects);
    rejects->addStretch();
    m_rejects->setObjectName(QStringLiteral("rejectsTable"));
    m_rejects->setAccessibleName(tr("Rejected lines"));
    widgets::settle(*m_rejects);
    m_rejects->setWordWrap(true);
    m_rejects->setColumnCount(3);
    m_rejects->setHorizontalHeaderLabels({tr("Line"), tr("Text"), tr("Why it will not be sent")});

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(first);
    column->addWidget(area);
    column->addWidget(m_choices);
    column->addWidget(m_hiddenRow);
    column->addWidget(m_rows);
    column->addWidget(m_counts);
    column->addWidget(m_rejectsRow);
    column->addWidget(m_rejects);
    column->addWidget(m_problem);

    connect(m_choose, &QPushButton::clicked, this, &IdsBlock::chooseFile);
    connect(m_paste, &QPushButton::clicked, this, &IdsBlock::paste);
    connect(area, &widgets::DropArea::fileDropped, this,
            [this](const QString& path) { setSource({path, {}}); });
    connect(area, &widgets::DropArea::textDropped, this,
            [this](const QByteArray& text) { setSource({{}, text}); });
    connect(&m_loader, &ListLoader::loaded, this, &IdsBlock::take);
    for (QComboBox* box : {m_sheet, m_idColumn, m_labelColumn, m_header})
        connect(box, &QComboBox::activated, this, &IdsBlock::load);
    for (QRadioButton* button : {m_visibleOnly, m_allRows})
        connect(button, &QRadioButton::clicked, this, &IdsBlock::load);
    connect(m_random, &QPushButton::toggled, m_rows, &widgets::PreviewTable::setRandom);
    connect(m_leaveOut, &QCheckBox::toggled, this, &IdsBlock::changed);
    connect(m_showRejects, &QPushButton::toggled, m_rejects, &QWidget::setVisible);
    // When it has its width.
    connect(m_showRejects, &QPushButton::toggled, this, [this](bool isShown) {
        if (isShown)
            QTimer::singleShot(0, this, &IdsBlock::fitRejects);
    });
    connect(m_saveRejects, &QPushButton::clicked, this, &IdsBlock::saveRejects);
    take({});
}

void IdsBlock::chooseFile()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("A list of ids"), {},
                                                      tr("Lists (*.xlsx *.csv *.tsv *.txt);;All files (*)"));
    if (!path.isEmpty())
        setSource({path, {}});
}

void IdsBlock::paste()
{
    const QByteArray text = QApplication::clipboard()->text().toUtf8();
    if (!text.trimmed().isEmpty())
        setSource({{}, text});
}

void IdsBlock::setSource(const ListSource& source)
{
    m_source = source;
    m_choice = {};
    m_choice.findLabel = true;
    m_sheet->clear();
    m_idColumn->clear();
    m_labelColumn->clear();
    m_header->setCurrentIndex(0);
    m_leaveOut->setChecked(false);
    m_visibleOnly->setChecked(false);
    m_allRows->setChecked(false);
    if (source.isEmpty())
        take({});
    else
        load();
}

void IdsBlock::setRules(const idlist::Rules& rules)
{
    m_rules = rules;
    if (!m_source.isEmpty())
        load();
}

void IdsBlock::readAgain()
{
    load();
}

void IdsBlock::load()
{
    if (m_isFilling || m_source.isEmpty())
        return;
    m_choice.sheet = m_sheet->currentText();
    if (m_idColumn->currentData().isValid() && m_idColumn->currentData().toInt() > 0)
        m_choice.idColumn = m_idColumn->currentData().toInt();
    if (m_labelColumn->currentData().isValid()) {
        const int column = m_labelColumn->currentData().toInt();
        m_choice.labelColumn = column > 0 ? std::optional<idlist::ColumnName>(column) : std::nullopt;
        m_choice.findLabel = false;
    }
    m_choice.header = static_cast<idlist::Header>(m_header->currentData().toInt());
    if (m_visibleOnly->isChecked() || m_allRows->isChecked())
        m_choice.hiddenRows =
            m_allRows->isChecked() ? idlist::HiddenRows::take : idlist::HiddenRows::leaveOut;
    m_reading.list.reset();
    m_reading.problem = tr("Reading the list…");
    m_problem->setText(m_reading.problem);
    m_problem->show();
    m_name->setText(m_source.name());
    Q_EMIT changed();
    m_loader.load(m_source, m_choice, m_rules);
}

void IdsBlock::take(const ListReading& reading)
{
    m_reading = reading;
    const bool hasPreview = reading.preview.has_value();
    m_choose->setText(m_source.isEmpty() ? tr("Choose a file…") : tr("Change…"));
    m_name->setVisible(!m_source.isEmpty());
    m_drop->setVisible(m_source.isEmpty());
    m_choices->setVisible(hasPreview);
    m_rows->setVisible(hasPreview);
    if (hasPreview) {
        m_isFilling = true;
        fillChoices(*reading.preview);
        const bool takesHidden = m_choice.hiddenRows == idlist::HiddenRows::take;
        m_rows->show(*reading.preview, reading.list,
                     takesHidden ? reading.preview->rows : reading.preview->visibleRows());
        m_isFilling = false;
    } else {
        m_kind->clear();
        m_hiddenRow->hide();
    }
    // What the person sees is the first choice of a filtered sheet; it is read right away, and said.
    if (hasPreview && m_choice.hiddenRows == idlist::HiddenRows::ask
        && reading.preview->filteredRows + reading.preview->hiddenRows > 0) {
        m_visibleOnly->setChecked(true);
        load();
        return;
    }
    m_counts->setVisible(reading.list != nullptr);
    m_protected = 0; // of the list before
    tellCounts();
    m_problem->setText(reading.problem);
    m_problem->setVisible(!reading.problem.isEmpty());
    fillRejects();
    Q_EMIT changed();
}

void IdsBlock::setProtected(const std::shared_ptr<const Protection>& protection, qint64 ids)
{
    const qint64 count = protection ? protection->count() : 0;
    m_rows->setProtection(protection);
    const bool isOther = std::exchange(m_protected, count) != count;
    if (std::exchange(m_protectedIds, ids) != ids || isOther)
        tellCounts();
}

void IdsBlock::tellCounts()
{
    const auto& list = m_reading.list;
    if (!list)
        return;
    const QString merged = list->duplicateCount() == 1
                               ? tr("1 duplicate merged")
                               : tr("%1 duplicates merged").arg(number(list->duplicateCount()));
    const QString kept =
        m_protected > 0 || m_protectedIds == 0 ? tr("%1 protected").arg(number(std::uint64_t(m_protected)))
        : m_protectedIds == 1                  ? tr("0 protected (the protected id is not on this list)")
                              : tr("0 protected (none of the %1 protected ids is on this list)")
                                    .arg(number(std::uint64_t(m_protectedIds)));
    m_counts->setText(
        tr("%1 will be sent      %2      %3 rejected      %4")
            .arg(number(list->size() - std::size_t(m_protected)), merged, number(list->rejectCount()), kept));
}

void IdsBlock::fillChoices(const idlist::Preview& preview)
{
    m_kind->setText(preview.kind);
    m_sheet->clear();
    for (const auto& sheet : preview.sheets)
        m_sheet->addItem(sheet.name);
    m_sheet->setCurrentText(preview.sheet);
    m_sheet->setVisible(preview.sheets.size() > 1);
    m_sheetLabel->setVisible(preview.sheets.size() > 1);
    m_idColumn->clear();
    m_labelColumn->clear();
    m_labelColumn->addItem(tr("none"), 0);
    if (!preview.idColumn)
        m_idColumn->addItem(tr("choose…"), 0);
    for (const auto& column : preview.columns) {
        m_idColumn->addItem(widgets::columnName(column), column.number);
        m_labelColumn->addItem(widgets::columnName(column), column.number);
    }
    m_idColumn->setCurrentIndex(preview.idColumn ? m_idColumn->findData(*preview.idColumn) : 0);
    m_labelColumn->setCurrentIndex(preview.labelColumn ? m_labelColumn->findData(*preview.labelColumn) : 0);
    const auto unseen = preview.filteredRows + preview.hiddenRows;
    m_hiddenRow->setVisible(unseen > 0);
    m_hiddenText->setText(preview.filteredRows > 0 ? tr("! This sheet is filtered.   Rows:")
                                                   : tr("! This sheet has hidden rows.   Rows:"));
    m_visibleOnly->setText(tr("the %1 you see").arg(number(preview.visibleRows())));
    m_allRows->setText(tr("all %1").arg(number(preview.rows)));
}

void IdsBlock::fillRejects()
{
    const auto list = m_reading.list;
    const std::uint64_t count = list ? list->rejectCount() : 0;
    m_rejectsRow->setVisible(count > 0);
    m_leaveOut->setText(count == 1 ? tr("leave it out") : tr("leave the %1 out").arg(number(count)));
    m_rejects->setVisible(count > 0 && m_showRejects->isChecked());
    if (count == 0)
        return;
    const auto& rejects = list->rejects();
    const int shown = int(std::min(rejects.size(), rejectsShown));
    m_rejects->setRowCount(shown);
    for (int i = 0; i < shown; ++i) {
        const idlist::Reject& reject = rejects[std::size_t(i)];
        m_rejects->setItem(i, 0, new QTableWidgetItem(number(reject.line)));
        m_rejects->setItem(i, 1, new QTableWidgetItem(QString::fromStdString(reject.text)));
        m_rejects->setItem(i, 2, new QTableWidgetItem(list->sentence(reject)));
    }
    m_rejects->resizeColumnsToContents();
    m_rejects->setColumnWidth(1, std::min(m_rejects->columnWidth(1), rejectTextMost));
    fitRejects();
}

/// Reasons wrap, so that what to do about a line is read without a tool tip.
void IdsBlock::fitRejects()
{
    m_rejects->horizontalHeader()->setStretchLastSection(false);
    m_rejects->horizontalHeader()->setStretchLastSection(true);
    m_rejects->resizeRowsToContents();
    int height = m_rejects->horizontalHeader()->sizeHint().height() + 2 * m_rejects->frameWidth();
    for (int row = 0; row < std::min(m_rejects->rowCount(), rejectsInSight); ++row)
        height += m_rejects->rowHeight(row);
    m_rejects->setFixedHeight(height);
}

void IdsBlock::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (!m_rejects->isHidden())
        fitRejects();
}

void IdsBlock::saveRejects()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the rejected lines"),
                                                      QStringLiteral("rejected.csv"), tr("CSV (*.csv)"));
    if (path.isEmpty() || !m_reading.list)
        return;
    const auto saved = m_reading.list->saveRejects(path);
    m_problem->setVisible(!saved.has_value());
    if (!saved)
        m_problem->setText(QString::fromStdString(saved.error().message));
}

bool IdsBlock::leavesRejectsOut() const
{
    return m_leaveOut->isChecked();
}

QString IdsBlock::problem() const
{
    if (m_source.isEmpty())
        return tr("Choose a list");
    if (!m_reading.problem.isEmpty() || !m_reading.list)
        return m_loader.isLoading() ? tr("Reading the list…") : tr("The list cannot be used");
    if (m_reading.list->isEmpty())
        return tr("No id on this list can be sent");
    if (m_reading.list->rejectCount() == 1 && !m_leaveOut->isChecked())
        return tr("1 line is rejected: tick “leave it out”, or mend the list");
    if (m_reading.list->rejectCount() > 0 && !m_leaveOut->isChecked())
        return tr("%1 lines are rejected: tick “leave the %1 out”, or mend the list")
            .arg(number(m_reading.list->rejectCount()));
    return {};
}

} // namespace ui::pages
