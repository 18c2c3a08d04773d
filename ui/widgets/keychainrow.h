#pragma once

#include "ui/secretkeeper.h"

#include <QPointer>
#include <QWidget>

#include <optional>

class QCheckBox;
class QLabel;
class QPushButton;

namespace ui::widgets {

class CredentialsForm;

/// Below the fields of a sign-in: fills them in from the keychain, remembers there what worked where that is
/// wished, and forgets on wish. Says plainly where nothing is remembered. Asks the keychain in the background
/// and never overwrites what was typed. Remembered credentials leave the fields when those become another
/// account's.
class KeychainRow : public QWidget {
    Q_OBJECT

public:
    /// `keeper` may be null: then there is no keychain.
    KeychainRow(SecretKeeper* keeper, CredentialsForm* form, QWidget* parent = nullptr);

    /// Whose credentials stand in the fields; nullopt: nobody's that could be remembered.
    void setPlace(const std::optional<SecretPlace>& place);
    /// Fills empty fields in, once more.
    void recall();
    /// These credentials worked: they are remembered where that is wished.
    void remember();
    bool isWished() const;

Q_SIGNALS:
    void remembered();
    void forgotten();

private:
    enum class Stand : unsigned char {
        nothing,  ///< no place, or nothing asked yet
        asking,   ///< the keychain is looking
        absent,   ///< it holds nothing for this account
        held,     ///< it holds credentials for this account
        unusable, ///< there is none, or it stays locked
    };

    void load();
    void take(base::Result<std::optional<transport::Credentials>> found);
    void forget();
    void takeTyping();
    void tell();

    SecretKeeper* m_keeper;
    CredentialsForm* m_form;
    QCheckBox* m_wish;
    QPushButton* m_forget;
    QLabel* m_text;
    std::optional<SecretPlace> m_place;
    Stand m_stand = Stand::nothing;
    QString m_problem;         ///< why it is unusable, or what the last order was answered
    int m_asked = 0;           ///< answers to earlier questions say nothing about the present place
    bool m_isFilledIn = false; ///< what stands in the fields came from the keychain
    bool m_isFilling = false;
};

} // namespace ui::widgets
