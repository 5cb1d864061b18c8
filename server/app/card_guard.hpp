// Card numbers where none belong: refused at the door of the office, before anything could keep
// them.
#pragma once

#include <vector>

#include "net/http.hpp"

namespace bursar::app {

/// Lets every writing route refuse a body with a card number in one of its texts, but for those
/// that take a card (D-02). The answer does not repeat the number.
void refuse_card_numbers(std::vector<net::Route>& routes);

}  // namespace bursar::app
