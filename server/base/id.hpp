// Ids. A row is known inside by a 64-bit, time-ordered key and outside by an opaque text: prefix +
// 25 lower-case base-36 characters ('c', 12 of the key, 12 that prove the prefix and the key belong
// together). Text and key convert both ways without a look-up, so only the key is stored (ADR
// 0004).
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace bursar {

/// Text form of `key` under `prefix` ("tx_").
std::string id_text(std::string_view prefix, std::int64_t key);
/// Key of a text id; 0 when prefix, shape or proof part do not fit.
std::int64_t id_key(std::string_view prefix, std::string_view text);

/// A typed id: `Tag::k_prefix` names the entity. Key 0 means "none".
template <class Tag>
struct Id {
  std::int64_t key = 0;

  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return key != 0; }
  std::string text() const { return key == 0 ? std::string() : id_text(Tag::k_prefix, key); }
  /// Errors: not_found. A malformed id cannot be told from one that does not exist.
  static Result<Id> parse(std::string_view text) {
    const Id id{id_key(Tag::k_prefix, text)};
    if (!id) return not_found(Tag::k_noun);
    return id;
  }
};

struct CompanyTag {
  static constexpr std::string_view k_prefix = "co_";
  static constexpr const char* k_noun = "company";
};
struct MerchantTag {
  static constexpr std::string_view k_prefix = "mr_";
  static constexpr const char* k_noun = "merchant";
};
struct ProjectTag {
  static constexpr std::string_view k_prefix = "pj_";
  static constexpr const char* k_noun = "project";
};
struct UserTag {
  static constexpr std::string_view k_prefix = "us_";
  static constexpr const char* k_noun = "user";
};
struct RoleTag {
  static constexpr std::string_view k_prefix = "ro_";
  static constexpr const char* k_noun = "role";
};
struct MembershipTag {
  static constexpr std::string_view k_prefix = "mb_";
  static constexpr const char* k_noun = "membership";
};
struct SessionTag {
  static constexpr std::string_view k_prefix = "se_";
  static constexpr const char* k_noun = "session";
};
struct ApiKeyTag {
  static constexpr std::string_view k_prefix = "ak_";
  static constexpr const char* k_noun = "API key";
};
struct CustomerTag {
  static constexpr std::string_view k_prefix = "cu_";
  static constexpr const char* k_noun = "customer";
};
struct CardTag {
  static constexpr std::string_view k_prefix = "pt_";
  static constexpr const char* k_noun = "card";
};
struct ProviderAccountTag {
  static constexpr std::string_view k_prefix = "cr_";
  static constexpr const char* k_noun = "provider account";
};
struct PaymentTag {
  static constexpr std::string_view k_prefix = "tx_";
  static constexpr const char* k_noun = "transaction";
};
struct OperationTag {
  static constexpr std::string_view k_prefix = "op_";
  static constexpr const char* k_noun = "operation";
};
struct AttemptTag {
  static constexpr std::string_view k_prefix = "at_";
  static constexpr const char* k_noun = "attempt";
};
struct LedgerTxTag {
  static constexpr std::string_view k_prefix = "lt_";
  static constexpr const char* k_noun = "ledger transaction";
};
struct HoldTag {
  static constexpr std::string_view k_prefix = "ho_";
  static constexpr const char* k_noun = "hold";
};
struct EventTag {
  static constexpr std::string_view k_prefix = "ev_";
  static constexpr const char* k_noun = "event";
};
struct AuditTag {
  static constexpr std::string_view k_prefix = "au_";
  static constexpr const char* k_noun = "audit entry";
};

using CompanyId = Id<CompanyTag>;
using MerchantId = Id<MerchantTag>;
using ProjectId = Id<ProjectTag>;
using UserId = Id<UserTag>;
using RoleId = Id<RoleTag>;
using MembershipId = Id<MembershipTag>;
using SessionId = Id<SessionTag>;
using ApiKeyId = Id<ApiKeyTag>;
using CustomerId = Id<CustomerTag>;
using CardId = Id<CardTag>;
using ProviderAccountId = Id<ProviderAccountTag>;
using PaymentId = Id<PaymentTag>;
using OperationId = Id<OperationTag>;
using AttemptId = Id<AttemptTag>;
using LedgerTxId = Id<LedgerTxTag>;
using HoldId = Id<HoldTag>;
using EventId = Id<EventTag>;
using AuditId = Id<AuditTag>;

/// Hands out keys: 42 bits of milliseconds, 6 of node, 14 of sequence. Strictly increasing within
/// one source, distinct across nodes with distinct numbers. Thread-safe.
class IdSource {
 public:
  /// `node` in 0..63. The clock must outlive the source.
  explicit IdSource(const Clock& clock, unsigned node = 0);
  unsigned node() const { return static_cast<unsigned>(node_bits_ >> 14); }
  std::int64_t next_key();
  /// A key for a given instant (generated history); still unique and increasing per source only if
  /// instants do not repeat more than 16,384 times per millisecond.
  std::int64_t key_at(Instant instant);
  template <class IdType>
  IdType next() {
    return IdType{next_key()};
  }

 private:
  const Clock& clock_;
  std::int64_t node_bits_;
  std::atomic<std::int64_t> last_{0};
};

/// The instant carried by a key, to the millisecond.
inline Instant key_instant(std::int64_t key) { return {key >> 20}; }
/// The smallest key an instant can have; for key-range queries by time.
inline std::int64_t first_key_at(Instant instant) { return instant.ms << 20; }

}  // namespace bursar

template <class Tag>
struct std::hash<bursar::Id<Tag>> {
  std::size_t operator()(const bursar::Id<Tag>& id) const noexcept {
    return std::hash<std::int64_t>{}(id.key);
  }
};
