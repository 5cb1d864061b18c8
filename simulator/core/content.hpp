// What a request asks for as one line of text: two requests under one reference are the same when
// their lines are. Cards stand masked in it.
#pragma once

#include <string>

#include "simulator/core/types.hpp"

namespace bursar::simulator {

std::string content_of(const Request& request);

}  // namespace bursar::simulator
