#pragma once

namespace engine {
class Engine;
}

namespace ui {

class JobView;

/// Connects the window's bridge with the engine, both ways. Signals cross the threads as values.
void wire(JobView& view, engine::Engine& engine);

} // namespace ui
