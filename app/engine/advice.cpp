#include "engine/advice.h"

#include <QCoreApplication>

namespace engine {

using jobs::JobState;
using jobs::PauseReason;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(engine::Advice)
};

} // namespace

QStringList advice(const JobSnapshot& job)
{
    if (job.state != JobState::paused)
        return {};
    switch (job.reason) {
    case PauseReason::guardAllGone:
        return {Words::tr("Wrong account or environment? This job signed in to %1.").arg(job.accountLabel),
                Words::tr("Wrong column or wrong kind of id? The ids came from %1.").arg(job.listName),
                Words::tr("Or somebody removed them already: then going on is harmless.")};
    case PauseReason::guardRow:
    case PauseReason::guardRate:
        return {
            Words::tr("All with the same answer: the cause is the sign-in, the address or the kind of id."),
            Words::tr("Different answers: look at the failed ones in the table (F4)."),
            Words::tr("Going on starts the count again.")};
    case PauseReason::guardRequests:
        return {Words::tr("You allowed that many requests when you started the job."),
                Words::tr("Going on allows as many again.")};
    case PauseReason::guardRedirect:
        return {Words::tr("A login page or a moved server looks like success to many programs."),
                Words::tr("Check the address in the profile before you go on.")};
    case PauseReason::guardPage:
        return {
            Words::tr("Something between this computer and %1 answers in its place: a proxy that inspects "
                      "traffic, a network that wants a sign-in, or a maintenance page.")
                .arg(job.vendor),
            Words::tr("Open %1’s address in a browser on this computer to see the page; have the address let "
                      "through, or wait until the maintenance is over.")
                .arg(job.vendor),
            Words::tr("Then going on asks one id first. If its answers really are web pages, the profile’s "
                      "operation has to say so: \"answersHtml\": true.")};
    case PauseReason::guardStop:
        return {Words::tr(
            "The address or the application in the profile is wrong; every id would get the same answer.")};
    case PauseReason::credentials:
        return {Words::tr("No id has failed by it. Enter the new token or secret and go on.")};
    case PauseReason::forbidden:
        return {Words::tr("Ask an administrator at %1 for the permission, or sign in as somebody who has it.")
                    .arg(job.vendor)};
    case PauseReason::store:
        return {Words::tr("Nothing is sent that cannot be recorded. Free some space, then go on.")};
    default:
        return {};
    }
}

} // namespace engine
