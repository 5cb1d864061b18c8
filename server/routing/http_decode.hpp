// Decoding of routing's requests: shapes here, meaning in check_content. Private to routing.
#pragma once

#include "net/http.hpp"
#include "net/json_reader.hpp"
#include "routing/routing.hpp"

namespace bursar::routing {

struct DraftAt {
  ProfileId id;
  std::int64_t revision = 0;
};
Result<DraftAt> decode_activate(const net::Request& request);

struct ChangeDraft {
  DraftAt at;
  Content content;
};
Result<ChangeDraft> decode_change(const net::Request& request);

/// A place as a request names it; its company is found by whoever knows merchants.
struct NamedPlace {
  CompanyId company;
  MerchantId merchant;
};
struct CreateProfile {
  NamedPlace place;
  std::string name;
};
Result<CreateProfile> decode_create(const net::Request& request);

/// A text or a form; exactly one is given.
struct CheckRule {
  std::optional<std::string> condition;
  std::optional<rules::Form> form;
};
Result<CheckRule> decode_check(const net::Request& request);

struct TryPayment {
  MerchantId merchant;
  CardId card;  ///< none: a card nobody has tried yet
  Trial trial;
};
Result<TryPayment> decode_try(const net::Request& request);

}  // namespace bursar::routing
