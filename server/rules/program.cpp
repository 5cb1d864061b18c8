// Flattens a checked tree: children before parents, literals prepared.
#include "rules/program.hpp"

#include "base/check.hpp"

namespace bursar::rules {
namespace {

class Maker {
 public:
  explicit Maker(Program& program) : program_(program) {}

  std::uint16_t make(const Draft& draft) {
    Node node{draft.op, draft.type, 0, 0, 0};
    std::size_t skipped = draft.children.size();  // trailing children that became something else
    switch (draft.op) {
      case Op::constant: node.index = constant(draft); break;
      case Op::field: node.index = static_cast<std::uint16_t>(draft.slot); break;
      case Op::matches:
        node.index = kept(program_.patterns, Pattern(draft.children[1].text));
        skipped = 1;
        break;
      case Op::cidr:
        node.index = kept(program_.networks, *parse_network(draft.children[1].text));
        skipped = 1;
        break;
      case Op::bin_in:
        node.index = kept(program_.ranges, ranges(draft));
        skipped = 1;
        break;
      case Op::count:
      case Op::sum:
      case Op::distinct:
        node.index = kept(program_.windows, window(draft));
        skipped = 0;
        break;
      default: break;
    }
    std::vector<std::uint16_t> children;
    for (std::size_t i = 0; i < skipped; ++i) children.push_back(make(draft.children[i]));
    node.first = static_cast<std::uint16_t>(program_.children.size());
    node.count = static_cast<std::uint16_t>(children.size());
    program_.children.insert(program_.children.end(), children.begin(), children.end());
    program_.nodes.push_back(node);
    return static_cast<std::uint16_t>(program_.nodes.size() - 1);
  }

 private:
  template <class T>
  static std::uint16_t kept(std::vector<T>& list, T&& value) {
    list.push_back(std::move(value));
    return static_cast<std::uint16_t>(list.size() - 1);
  }

  std::string_view text(const std::string& text) {
    program_.texts.push_back(std::make_unique<const std::string>(text));
    return *program_.texts.back();
  }

  std::uint16_t constant(const Draft& draft) {
    Value value = Value::missing(draft.type);
    value.is_null = false;
    value.number = draft.number;
    value.low = draft.low;
    value.currency = draft.currency;
    if (draft.type == Type::string) value.text = text(draft.text);
    return kept(program_.constants, std::move(value));
  }

  static std::vector<BinRange> ranges(const Draft& draft) {
    std::vector<BinRange> ranges;
    for (std::size_t i = 1; i < draft.children.size(); ++i)
      ranges.push_back(*parse_bin_range(draft.children[i].text));
    return ranges;
  }

  Window window(const Draft& draft) {
    Window window;
    std::size_t at = 0;
    if (draft.op == Op::distinct) window.field = text(draft.children[at++].text);
    window.scope = text(draft.children[at++].text);
    window.window_ms = draft.children[at++].number;
    if (at < draft.children.size()) window.filter = text(draft.children[at].text);
    return window;
  }

  Program& program_;
};

}  // namespace

std::unique_ptr<const Program> make_program(const Parsed& parsed, const Schema& schema) {
  check(schema.fields.size() < 1'000, "a schema has fewer than 1,000 fields");
  auto program = std::make_unique<Program>();
  Maker(*program).make(parsed.root);
  program->fields = schema.fields.size();
  program->canonical = canonical_text(parsed.root);
  program->size = parsed.nodes;
  return program;
}

}  // namespace bursar::rules
