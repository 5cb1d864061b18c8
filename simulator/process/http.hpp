// The simulator's listener: every path goes to the Host, every reply leaves after its latency.
#pragma once

#include "net/http.hpp"
#include "simulator/process/host.hpp"

namespace bursar::simulator {

/// The host must outlive the surface.
net::Surface make_surface(Host& host);

}  // namespace bursar::simulator
