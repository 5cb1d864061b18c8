// What an account may consist of, judged against its adapter's description. Private to the module.
#pragma once

#include "providers/description.hpp"

namespace bursar::providers {

bool is_base_url(std::string_view url);
/// Everything but the secrets.
Result<void> check_account(const ProviderAccount& account);
/// A secret as it was given; `name` is its field.
Result<void> check_secret(std::string_view name, const Secret& secret);
/// Plain text to this machine is for whoever runs it: a company's people could reach services there
/// that are none of their business.
Result<void> check_reach(const ProviderAccount& account, const Scope& scope);

}  // namespace bursar::providers
