#include "ui/pages/settingsdialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

QComboBox* choice(const QString& name, const QString& title, const QStringList& texts, int current,
                  QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(name);
    box->setAccessibleName(title);
    box->addItems(texts);
    box->setCurrentIndex(current);
    return box;
}

QLabel* quiet(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace

SettingsDialog::SettingsDialog(const Preferences& preferences, const QString& signedIn, const Places& places,
                               QWidget* parent)
    : QDialog(parent)
    , m_preferences(preferences)
    , m_signedIn(signedIn)
    , m_colours(choice(QStringLiteral("settingsColours"), tr("Colours"),
                       {tr("as the desktop"), tr("light"), tr("dark")}, int(preferences.colours), this))
    , m_times(choice(QStringLiteral("settingsTimes"), tr("Times"), {tr("this computer’s"), tr("UTC")},
                     preferences.isUtc ? 1 : 0, this))
    , m_proxy(choice(QStringLiteral("settingsProxy"), tr("Proxy"),
                     {tr("none"), tr("as the system says"), tr("this one:")}, int(preferences.proxy), this))
    , m_name(new QLineEdit(preferences.operatorName, this))
    , m_host(new QLineEdit(preferences.proxyHost, this))
    , m_port(new QSpinBox(this))
    , m_keep(new QSpinBox(this))
    , m_trail(quiet({}, this))
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    m_name->setObjectName(QStringLiteral("settingsName"));
    m_name->setAccessibleName(tr("Your name"));
    m_name->setPlaceholderText(tr("as the computer knows you"));
    m_host->setObjectName(QStringLiteral("settingsProxyHost"));
    m_host->setAccessibleName(tr("Proxy host"));
    m_host->setPlaceholderText(QStringLiteral("proxy.example.com"));
    m_port->setObjectName(QStringLiteral("settingsProxyPort"));
    m_port->setAccessibleName(tr("Proxy port"));
    m_port->setRange(1, 65'535);
    m_port->setValue(preferences.proxyPort);
    m_keep->setObjectName(QStringLiteral("settingsKeep"));
    m_keep->setAccessibleName(tr("Days for which lists of ended jobs are kept"));
    m_keep->setRange(0, Preferences::keepListsDaysMost);
    m_keep->setSpecialValueText(tr("for ever"));
    m_keep->setSuffix(tr(" days"));
    m_keep->setValue(preferences.keepListsDays);
    auto* proxy = new QHBoxLayout;
    proxy->addWidget(m_proxy);
    proxy->addWidget(m_host, 1);
    proxy->addWidget(m_port);
    proxy->addStretch();
    auto* form = new QFormLayout;
    form->addRow(tr("&Colours"), m_colours);
    form->addRow(tr("&Times"), m_times);
    form->addRow(tr("Your &name"), m_name);
    form->addRow(QString(), m_trail);
    form->addRow(tr("Proxy"), proxy);
    form->addRow(QString(), quiet(tr("For http and https of real jobs. From the next start on."), this));
    form->addRow(tr("&Keep lists"), m_keep);
    form->addRow(QString(),
                 quiet(tr("Of jobs that are over. Later their ids and labels are taken away; what became of "
                          "each id stays, and can be found by whoever knows the id. From the next start on."),
                       this));
    for (const auto& [what, path] : places) {
        auto* where = new QLabel(path, this);
        where->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        where->setWordWrap(true);
        form->addRow(what, where);
    }
    auto* close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("settingsClose"));
    close->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addStretch();
    column->addLayout(buttons);
    connect(m_colours, &QComboBox::currentIndexChanged, this, &SettingsDialog::take);
    connect(m_times, &QComboBox::currentIndexChanged, this, &SettingsDialog::take);
    connect(m_proxy, &QComboBox::currentIndexChanged, this, &SettingsDialog::take);
    connect(m_name, &QLineEdit::textChanged, this, &SettingsDialog::take);
    connect(m_host, &QLineEdit::textChanged, this, &SettingsDialog::take);
    connect(m_port, &QSpinBox::valueChanged, this, &SettingsDialog::take);
    connect(m_keep, &QSpinBox::valueChanged, this, &SettingsDialog::take);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(560);
    take();
    // Lines that wrap are taller than a layout first thinks.
    resize(minimumWidth(), column->totalHeightForWidth(minimumWidth()));
}

void SettingsDialog::take()
{
    Preferences now;
    now.colours = static_cast<ColourScheme::Wish>(m_colours->currentIndex());
    now.isUtc = m_times->currentIndex() == 1;
    now.operatorName = m_name->text().trimmed();
    now.proxy = static_cast<Preferences::Proxy>(m_proxy->currentIndex());
    now.proxyHost = m_host->text().trimmed();
    now.proxyPort = m_port->value();
    now.keepListsDays = m_keep->value();
    const bool isGiven = now.proxy == Preferences::Proxy::given;
    m_host->setVisible(isGiven); // an example that stands in a dead field looks like a value
    m_port->setVisible(isGiven);
    m_trail->setText(tr("The audit trail names you “%1”. A new name counts from the next start on.")
                         .arg(nameInTrail(now.operatorName, m_signedIn)));
    if (now == m_preferences)
        return;
    m_preferences = now;
    Q_EMIT changed(m_preferences);
}

} // namespace ui::pages
