// Provider accounts and adapters as JSON. Private to the module.
#pragma once

#include <boost/json.hpp>

#include "providers/description.hpp"
#include "providers/http.hpp"

namespace bursar::providers {

boost::json::object adapter_json(const Adapter& adapter);

/// An account as one scope may see it.
struct AccountView {
  ProviderAccount account;
  bool is_own = false;  ///< else settings, address and secrets stay out
  std::optional<AccountTest> test;
  std::vector<Health> health;
  std::optional<Breaker> breaker;
};
boost::json::object account_json(const AccountView& view);
boost::json::object test_json(const AccountTest& test);
boost::json::object trouble_json(const Trouble& trouble);

}  // namespace bursar::providers
