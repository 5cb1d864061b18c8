// Formats the message of a broken invariant with the place that found it.
#include "base/check.hpp"

namespace bursar {

Bug::Bug(std::string_view what, const std::source_location& place)
    : std::logic_error(std::string(place.file_name()) + ":" + std::to_string(place.line()) + ": " +
                       std::string(what)) {}

}  // namespace bursar
