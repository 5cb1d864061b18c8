// Reads foreign XML under limits: no document type, so no entities of its own and nothing from
// elsewhere; bounded in bytes, depth and elements. Private.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace bursar::bank {

struct Element {
  std::string name;        ///< without its namespace
  std::string name_space;  ///< as declared
  std::string text;        ///< of this element alone, trimmed
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<Element> children;
  std::int64_t line = 0;

  /// The first child of this name; null when there is none.
  const Element* child(std::string_view wanted) const;
  /// Along "A/B/C"; null when a step is missing.
  const Element* at(std::string_view path) const;
  /// Text at a path; empty when there is none.
  std::string text_at(std::string_view path) const;
  std::string attribute(std::string_view wanted) const;
};

inline constexpr std::size_t k_xml_bytes_max = 5 * 1024 * 1024;
inline constexpr std::size_t k_xml_depth_max = 40;
inline constexpr std::size_t k_xml_elements_max = 400'000;

/// The root. Errors: invalid `content`: xml_too_large, xml_malformed (naming the line),
/// xml_document_type, xml_too_deep, xml_too_many_elements.
Result<Element> read_xml(std::string_view bytes);

}  // namespace bursar::bank
