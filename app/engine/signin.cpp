#include "engine/signin.h"

#include "transport/address.h"

#include <QCoreApplication>
#include <QStringList>

namespace engine {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(engine::SignIn)
};

/// "401 “Unauthorized”", or the status alone.
QString answerOf(const SignInResult& result)
{
    if (result.words.isEmpty())
        return QString::number(result.httpStatus);
    return QStringLiteral("%1 “%2”").arg(QString::number(result.httpStatus), result.words);
}

Sentence works(const SignInResult& result, const Writing& writing)
{
    Sentence told;
    QStringList more{Words::tr("Checked %1.").arg(writing.time(result.at))};
    if (!result.notOf.isEmpty())
        return {Words::tr("The sign-in works, but it is not that of account “%1”").arg(result.notOf),
                Words::tr("The job was made for “%1”. Go on with it only if the credentials were renewed: "
                          "then type the number.")
                    .arg(result.notOf)};
    if (result.who.isEmpty()) {
        told.first = Words::tr("The sign-in works");
        more << Words::tr("%1 does not say as whom.").arg(result.vendor);
    } else {
        told.first = Words::tr("Signed in as %1").arg(result.who);
        more << Words::tr("This account is protected: it is never sent.");
    }
    if (result.tokenLife && *result.tokenLife > Duration::zero())
        more << Words::tr("A token lives %1 and is renewed by itself.")
                    .arg(writing.duration(*result.tokenLife));
    told.second = more.join(QLatin1Char(' '));
    return told;
}

Sentence mustWait(const SignInResult& result, const Writing& writing)
{
    const bool wasSent = result.httpStatus != 0 || result.tokenLife;
    const QString nothing = wasSent ? Words::tr("Nothing was touched.") : Words::tr("Nothing was sent.");
    if (result.isHold && result.until)
        return {Words::tr("Not checked: %1 ordered silence until %2")
                    .arg(result.vendor, writing.time(*result.until)),
                nothing + QLatin1Char(' ') + Words::tr("Check again then.")};
    if (result.isHold)
        return {Words::tr("Not checked: %1 ordered silence").arg(result.vendor),
                nothing + QLatin1Char(' ')
                    + Words::tr("The next job on this account asks first how that stands.")};
    if (result.until)
        return {Words::tr("Not checked: %1 full, next slot %2").arg(result.rule, writing.time(*result.until)),
                nothing + QLatin1Char(' ') + Words::tr("Check again then.")};
    return {Words::tr("Not checked: %1 full").arg(result.rule),
            nothing + QLatin1Char(' ') + Words::tr("Check again when an answer to a job has come.")};
}

} // namespace

base::Result<QString> originOf(const vendors::Profile& profile, const QString& origin)
{
    // A key that stands in the path is nothing of the origin's.
    const QString base = QString(profile.baseUrl).replace(QStringLiteral("{api_key}"), QStringLiteral("key"));
    const auto url = origin.isEmpty() ? transport::readBaseUrl(base.toUtf8()) : transport::readOrigin(origin);
    if (!url)
        return std::unexpected(url.error());
    return transport::originOf(*url);
}

bool isCheckable(const vendors::Profile& profile, bool canRenewToken)
{
    return profile.check || (profile.signIn.tokenPath && canRenewToken);
}

Sentence sentence(const SignInResult& result, const Writing& writing)
{
    using Kind = SignInResult::Kind;
    switch (result.kind) {
    case Kind::works:
        return works(result, writing);
    case Kind::refused:
        return {Words::tr("%1 does not accept this sign-in: %2").arg(result.vendor, answerOf(result)),
                Words::tr("Nothing was touched. Copy it again as a whole, or make a new one at %1.")
                    .arg(result.vendor)};
    case Kind::forbidden:
        return {Words::tr("%1 knows this sign-in, but does not permit the check: %2")
                    .arg(result.vendor, answerOf(result)),
                Words::tr("Nothing was touched. Ask for the permission there, or take another sign-in.")};
    case Kind::unclear:
        if (result.isWebPage)
            return {result.words.isEmpty()
                        ? Words::tr("Not checked: a web page came in place of %1’s answer").arg(result.vendor)
                        : Words::tr("Not checked: a web page came in place of %1’s answer: “%2”")
                              .arg(result.vendor, result.words),
                    Words::tr("A proxy, the sign-in page of this network or a maintenance page. Open it in a "
                              "browser on this computer to see which.")};
        if (result.httpStatus >= 300 && result.httpStatus < 400)
            return {Words::tr("Not checked: %1 %2").arg(result.vendor, result.words),
                    Words::tr("We did not follow, so nothing went there. Check the address.")};
        return {Words::tr("%1 answered %2: that does not tell whether the sign-in works")
                    .arg(result.vendor, answerOf(result)),
                Words::tr("Nothing was touched. Look at the address, or check again in a moment.")};
    case Kind::unanswered:
        return {Words::tr("%1 gave no answer: %2").arg(result.vendor, result.words),
                Words::tr("The check changes nothing there, so it may be made again.")};
    case Kind::notSent:
        return {Words::tr("%1 cannot be reached: %2").arg(result.vendor, result.words),
                Words::tr("Nothing left this computer. See whether the network is there, then check again.")};
    case Kind::mustWait:
        return mustWait(result, writing);
    case Kind::notCheckable:
        return {Words::tr("This sign-in cannot be checked without touching an item"),
                Words::tr("%1 has no harmless call for it. The first answer of the job will show it.")
                    .arg(result.vendor)};
    }
    return {};
}

} // namespace engine
