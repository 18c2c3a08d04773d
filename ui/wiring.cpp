#include "ui/wiring.h"

#include "engine/engine.h"
#include "ui/jobview.h"

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

} // namespace ui
