// Keeping signed bytes, sealed.
#include "base/text.hpp"
#include "chain/steps.hpp"
#include "vault/seal.hpp"

namespace bursar::chain {
namespace {

namespace json = boost::json;

constexpr std::string_view k_raw_purpose = "chain_raw";

std::string place(TransactionId id) { return "chain_raw|" + std::to_string(id.key); }

}  // namespace

void keep_raw(const Desk& desk, TransactionId id, const Raw& raw) {
  json::array inputs;
  for (const Input& input : raw.inputs) inputs.push_back(json::array{input.txid, input.vout});
  const std::string text =
      json::serialize(json::object{{"hex", raw.hex}, {"inputs", std::move(inputs)}});
  store::keep_raw(desk.tx, id,
                  vault::seal(desk.keys, desk.call.random, k_raw_purpose, Secret(text), place(id)));
}

Raw open_raw(const Desk& desk, TransactionId id) {
  const Secret opened =
      vault::unseal(desk.keys, k_raw_purpose, store::sealed_raw(desk.tx, id), place(id));
  const json::value parsed = json::parse(opened.reveal());
  Raw raw;
  raw.hex = parsed.at("hex").as_string();
  for (const json::value& input : parsed.at("inputs").as_array())
    raw.inputs.push_back({std::string(input.at(0).as_string()), input.at(1).as_int64()});
  return raw;
}

}  // namespace bursar::chain
