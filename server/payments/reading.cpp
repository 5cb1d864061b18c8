// Reads behind lists and pages: which indexes a filter walks along, how their slices become one
// page, and what a payment's stored dimensions mean outside.
#include <algorithm>

#include "base/check.hpp"
#include "payments/store.hpp"

namespace bursar::payments {
namespace {

using store::Source;
using Kind = Source::Kind;

constexpr std::int64_t k_limit_max = 200;
constexpr std::size_t k_search_max = 255;
/// Merchants whose lists are merged; a scope of more walks along all payments.
constexpr std::int64_t k_merged_max = 32;

bool is_last4(std::string_view text) {
  return text.size() == 4 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::vector<Source> search_sources(const std::string& search) {
  if (const std::int64_t key = id_key(PaymentTag::k_prefix, search); key != 0)
    return {{Kind::id, key, {}}};
  std::vector<Source> sources{{Kind::external_prefix, 0, search},
                              {Kind::buyer_id, 0, search},
                              {Kind::buyer_prefix, 0, search}};
  if (is_last4(search)) sources.push_back({Kind::last4, 0, search});
  return sources;
}

// Whether every wanted life cycle is in the index of life cycles. `few` leaves out the declined
// ones, which are many enough for a merchant's own index to be the better start.
bool all_rare(const std::vector<Lifecycle>& wanted, bool few) {
  return !wanted.empty() && std::none_of(wanted.begin(), wanted.end(), [&](Lifecycle one) {
    return one == Lifecycle::captured || (few && one == Lifecycle::declined);
  });
}

std::vector<Source> lifecycle_sources(const std::vector<Lifecycle>& wanted) {
  std::vector<Source> sources;
  for (const Lifecycle one : wanted)
    sources.push_back({Kind::lifecycle, static_cast<std::int64_t>(one), {}});
  return sources;
}

// The merchants whose indexes cover the scope and the filter; empty when they are too many or all.
std::vector<Source> merchant_sources(storage::Tx& tx, const Scope& scope,
                                     const PaymentFilter& filter) {
  if (filter.merchant_id) return {{Kind::merchant, filter.merchant_id.key, {}}};
  if (scope.everything()) return {};
  std::vector<Source> sources;
  for (const MerchantId merchant : store::merchants_in(tx, scope, k_merged_max + 1))
    sources.push_back({Kind::merchant, merchant.key, {}});
  if (static_cast<std::int64_t>(sources.size()) > k_merged_max) return {};
  return sources;
}

Result<void> validate(const PaymentFilter& filter) {
  if (filter.limit < 1 || filter.limit > k_limit_max)
    return invalid("limit", "out_of_range", "must be from 1 to " + std::to_string(k_limit_max));
  if (!filter.currency.empty())
    if (auto currency = Currency::parse(filter.currency); !currency)
      return std::move(currency).error();
  if (filter.before && filter.after)
    return invalid("after", "invalid_page", "a page is either before or after a payment");
  if (filter.search.size() > k_search_max)
    return invalid("search", "too_long",
                   "must have at most " + std::to_string(k_search_max) + " bytes");
  return ok();
}

bool starts_with(const Payment& payment, const std::string& prefix) {
  return payment.external_id.starts_with(prefix) || payment.buyer_id.starts_with(prefix) ||
         payment.card_last4 == prefix || payment.id.text() == prefix;
}

// One list in reading order from several, without repeats, cut where the first of them stopped
// looking.
struct Merged {
  std::vector<Payment> rows;
  PaymentId stopped_at;
};
Merged merge(std::vector<store::Slice> slices, bool newest_first) {
  Merged merged;
  const auto sooner = [newest_first](PaymentId a, PaymentId b) {
    return newest_first ? a > b : a < b;
  };
  for (store::Slice& slice : slices) {
    std::move(slice.rows.begin(), slice.rows.end(), std::back_inserter(merged.rows));
    const bool earliest =
        slice.stopped_at && (!merged.stopped_at || sooner(slice.stopped_at, merged.stopped_at));
    if (earliest) merged.stopped_at = slice.stopped_at;
  }
  std::sort(merged.rows.begin(), merged.rows.end(),
            [&](const Payment& a, const Payment& b) { return sooner(a.id, b.id); });
  merged.rows.erase(std::unique(merged.rows.begin(), merged.rows.end(),
                                [](const Payment& a, const Payment& b) { return a.id == b.id; }),
                    merged.rows.end());
  if (merged.stopped_at)
    std::erase_if(merged.rows,
                  [&](const Payment& row) { return sooner(merged.stopped_at, row.id); });
  return merged;
}

PaymentPage page_of(Merged merged, const PaymentFilter& filter) {
  PaymentPage page;
  const auto limit = static_cast<std::size_t>(filter.limit);
  const bool more = merged.rows.size() > limit;
  if (more) merged.rows.resize(limit);
  const bool stopped = !more && merged.stopped_at;
  page.has_older = filter.after ? true : more || stopped;
  page.has_newer = filter.after ? more || stopped : static_cast<bool>(filter.before);
  if (stopped) page.searched_to = merged.stopped_at;
  page.rows = std::move(merged.rows);
  if (filter.after) std::reverse(page.rows.begin(), page.rows.end());
  return page;
}

}  // namespace

std::vector<Source> sources_of(storage::Tx& tx, const Scope& scope, const PaymentFilter& filter) {
  if (!filter.search.empty()) return search_sources(filter.search);
  if (filter.recipient_id) return {{Kind::recipient, filter.recipient_id.key, {}}};
  if (filter.in_doubt == true) return {{Kind::in_doubt, 0, {}}};
  if (all_rare(filter.lifecycles, true)) return lifecycle_sources(filter.lifecycles);
  if (auto sources = merchant_sources(tx, scope, filter); !sources.empty()) return sources;
  if (all_rare(filter.lifecycles, false)) return lifecycle_sources(filter.lifecycles);
  if (filter.refund_state && *filter.refund_state != RefundState::none)
    return {{Kind::refund_state, static_cast<std::int64_t>(*filter.refund_state), {}}};
  return {{Kind::all, 0, {}}};
}

Result<PaymentPage> list_payments(storage::Tx& tx, const Scope& scope,
                                  const PaymentFilter& filter) {
  if (auto valid = validate(filter); !valid) return std::move(valid).error();
  std::vector<store::Slice> slices;
  for (const Source& source : sources_of(tx, scope, filter))
    slices.push_back(store::read_slice(tx, source, scope, filter));
  Merged merged = merge(std::move(slices), !filter.after);
  // A database may order texts by another alphabet than ours; what does not fit is no result.
  if (!filter.search.empty())
    std::erase_if(merged.rows,
                  [&](const Payment& row) { return !starts_with(row, filter.search); });
  return page_of(std::move(merged), filter);
}

Result<Payment> load_payment(storage::Tx& tx, const Scope& scope, PaymentId id) {
  auto payment = store::load_payment(tx, id);
  if (!payment || !scope.contains(payment->company_id, payment->merchant_id, payment->project_id))
    return not_found(PaymentTag::k_noun);
  return std::move(*payment);
}

Result<Payment> find_by_external_id(storage::Tx& tx, const Scope& scope, MerchantId merchant,
                                    std::string_view external_id) {
  const auto owner = merchants::load_merchant(tx, scope, merchant);
  if (!owner || external_id.empty()) return not_found(PaymentTag::k_noun);
  const auto id = store::payment_with_external_id(tx, owner->default_project_id, external_id);
  if (!id) return not_found(PaymentTag::k_noun);
  return load_payment(tx, scope, *id);
}

PaymentId next_before(const PaymentPage& page) {
  if (page.searched_to) return page.searched_to;
  return page.has_older && !page.rows.empty() ? page.rows.back().id : PaymentId{};
}

}  // namespace bursar::payments
