#pragma once

namespace engine {
class Engine;
}

namespace ui {

class JobView;
class Rehearsal;

/// Connects the window's bridge with the engine, both ways. Signals cross the threads as values.
void wire(JobView& view, engine::Engine& engine);
/// The same for a rehearsal, as far as an order means something there: nothing is exported or kept.
void wire(JobView& view, Rehearsal& rehearsal);

} // namespace ui
