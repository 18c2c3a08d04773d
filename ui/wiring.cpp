#include "ui/wiring.h"

#include "engine/engine.h"
#include "ui/jobview.h"
#include "ui/rehearsal.h"

namespace ui {

void wire(JobView& view, engine::Engine& engine)
{
    using engine::Engine;
    QObject::connect(&view, &JobView::signInCheckAsked, &engine, &Engine::checkSignIn);
    QObject::connect(&view, &JobView::jobSignInCheckAsked, &engine, &Engine::checkJobSignIn);
    QObject::connect(&view, &JobView::lookAsked, &engine, &Engine::look);
    QObject::connect(&view, &JobView::lookAtUntouchedAsked, &engine, &Engine::lookAtUntouched);
    QObject::connect(&view, &JobView::createAsked, &engine, &Engine::create);
    QObject::connect(&view, &JobView::approveAsked, &engine, &Engine::approve);
    QObject::connect(&view, &JobView::resumeAsked, &engine, &Engine::resume);
    QObject::connect(&view, &JobView::pauseAsked, &engine, &Engine::pause);
    QObject::connect(&view, &JobView::pauseAllAsked, &engine, &Engine::pauseAll);
    QObject::connect(&view, &JobView::endAsked, &engine, &Engine::end);
    QObject::connect(&view, &JobView::shareAsked, &engine, &Engine::setShare);
    QObject::connect(&view, &JobView::inFlightAsked, &engine, &Engine::setInFlight);
    QObject::connect(&view, &JobView::pacingAsked, &engine, &Engine::setPacing);
    QObject::connect(&view, &JobView::turnAsked, &engine, &Engine::setTurn);
    QObject::connect(&view, &JobView::goOnNowAsked, &engine, &Engine::goOnNow);
    QObject::connect(&view, &JobView::leaveOutSentAsked, &engine, &Engine::leaveOutSent);
    QObject::connect(&view, &JobView::othersUsedAsked, &engine, &Engine::othersUsed);
    QObject::connect(&view, &JobView::followUpAsked, &engine, &Engine::followUp);
    QObject::connect(&view, &JobView::removeListAsked, &engine, &Engine::removeList);
    QObject::connect(&view, &JobView::markAsked, &engine, &Engine::mark);
    QObject::connect(&view, &JobView::reportAsked, &engine, &Engine::writeReport);
    QObject::connect(&view, &JobView::shutDownAsked, &engine, &Engine::shutDown);

    QObject::connect(&engine, &Engine::snapshotReady, &view, &JobView::show);
    QObject::connect(&engine, &Engine::signInChecked, &view, &JobView::signInChecked);
    QObject::connect(&engine, &Engine::looked, &view, &JobView::looked);
    QObject::connect(&engine, &Engine::jobCreated, &view, &JobView::jobCreated);
    QObject::connect(&engine, &Engine::accepted, &view, &JobView::accepted);
    QObject::connect(&engine, &Engine::reportWritten, &view, &JobView::reportWritten);
    QObject::connect(&engine, &Engine::refused, &view, &JobView::refused);
    QObject::connect(&engine, &Engine::shutDownFinished, &view, &JobView::shutDownFinished);
}

void wire(JobView& view, Rehearsal& rehearsal)
{
    using engine::Core;
    const auto order = [&](auto signal, auto todo) {
        QObject::connect(&view, signal, &rehearsal, [&rehearsal, todo](const auto&... words) {
            rehearsal.command([&](Core& core) { (core.*todo)(words...); });
        });
    };
    order(&JobView::resumeAsked, &Core::resume);
    order(&JobView::pauseAsked, &Core::pause);
    order(&JobView::endAsked, &Core::end);
    order(&JobView::shareAsked, &Core::setShare);
    order(&JobView::inFlightAsked, &Core::setInFlight);
    order(&JobView::pacingAsked, &Core::setPacing);
    order(&JobView::othersUsedAsked, &Core::othersUsed);
    order(&JobView::goOnNowAsked, &Core::goOnNow);
    order(&JobView::markAsked, &Core::mark);
    QObject::connect(&rehearsal, &Rehearsal::snapshotReady, &view, &JobView::show);
    QObject::connect(&rehearsal, &Rehearsal::accepted, &view, &JobView::accepted);
    QObject::connect(&rehearsal, &Rehearsal::refused, &view, &JobView::refused);
}

} // namespace ui
