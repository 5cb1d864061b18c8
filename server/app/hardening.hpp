// What the process denies itself before it holds any secret.
#pragma once

namespace bursar::app {

/// No core files, and no other process of the same user may look into this one's memory (D-08).
void keep_memory_private();

}  // namespace bursar::app
