// Expat as a reader of bounded trees. A handler that meets a limit stops the parser and leaves the
// reason behind.
#include "bank/xml.hpp"

#include <expat.h>

#include <memory>

#include "base/text.hpp"

namespace bursar::bank {
namespace {

constexpr char k_separator = '|';

struct Reading {
  XML_Parser parser = nullptr;
  std::vector<Element> open;  ///< from the root to the element that is being read
  Element root;
  std::size_t elements = 0;
  std::string code, reason;

  void stop(std::string stop_code, std::string stop_reason) {
    if (!code.empty()) return;
    code = std::move(stop_code);
    reason = std::move(stop_reason);
    XML_StopParser(parser, XML_FALSE);
  }
};

std::pair<std::string_view, std::string_view> split(std::string_view name) {
  const std::size_t bar = name.rfind(k_separator);
  if (bar == std::string_view::npos) return {"", name};
  return {name.substr(0, bar), name.substr(bar + 1)};
}

void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
  Reading& reading = *static_cast<Reading*>(user);
  if (!reading.code.empty()) return;
  if (reading.open.size() >= k_xml_depth_max)
    return reading.stop("xml_too_deep", "elements are nested deeper than 40");
  if (++reading.elements > k_xml_elements_max)
    return reading.stop("xml_too_many_elements", "there are more than 400,000 elements");
  Element element;
  const auto [space, local] = split(name);
  element.name_space = space;
  element.name = local;
  element.line = static_cast<std::int64_t>(XML_GetCurrentLineNumber(reading.parser));
  for (const XML_Char** at = attributes; *at != nullptr; at += 2)
    element.attributes.emplace_back(split(at[0]).second, at[1]);
  reading.open.push_back(std::move(element));
}

void XMLCALL on_end(void* user, const XML_Char*) {
  Reading& reading = *static_cast<Reading*>(user);
  if (!reading.code.empty() || reading.open.empty()) return;
  Element element = std::move(reading.open.back());
  reading.open.pop_back();
  element.text = trim(element.text);
  if (reading.open.empty()) reading.root = std::move(element);
  else reading.open.back().children.push_back(std::move(element));
}

void XMLCALL on_text(void* user, const XML_Char* text, int length) {
  Reading& reading = *static_cast<Reading*>(user);
  if (!reading.open.empty())
    reading.open.back().text.append(text, static_cast<std::size_t>(length));
}

void XMLCALL on_document_type(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  static_cast<Reading*>(user)->stop("xml_document_type", "a document type is not allowed");
}

}  // namespace

const Element* Element::child(std::string_view wanted) const {
  for (const Element& one : children)
    if (one.name == wanted) return &one;
  return nullptr;
}

const Element* Element::at(std::string_view path) const {
  const Element* found = this;
  while (found != nullptr && !path.empty()) {
    const std::size_t slash = path.find('/');
    found = found->child(path.substr(0, slash));
    path = slash == std::string_view::npos ? "" : path.substr(slash + 1);
  }
  return found;
}

std::string Element::text_at(std::string_view path) const {
  const Element* found = at(path);
  return found == nullptr ? std::string() : found->text;
}

std::string Element::attribute(std::string_view wanted) const {
  for (const auto& [key, value] : attributes)
    if (key == wanted) return value;
  return {};
}

Result<Element> read_xml(std::string_view bytes) {
  if (bytes.size() > k_xml_bytes_max)
    return invalid("content", "xml_too_large", "the file is larger than 5 MiB");
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreateNS(nullptr, k_separator), &XML_ParserFree);
  check(parser != nullptr, "an XML parser needs memory");
  Reading reading;
  reading.parser = parser.get();
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_document_type);
  const auto status =
      XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
  if (!reading.code.empty()) return invalid("content", reading.code, reading.reason);
  if (status != XML_STATUS_OK)
    return invalid("content", "xml_malformed",
                   "line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ": " +
                       XML_ErrorString(XML_GetErrorCode(parser.get())));
  return std::move(reading.root);
}

}  // namespace bursar::bank
