// All SQL of idempotency keys, and the digest that tells a repeat from another request.
#include <sodium.h>

#include <array>

#include "base/text.hpp"
#include "idempotency/idempotency.hpp"

namespace bursar::idempotency {

// Each part goes in with its length, so that no two requests run together to the same text.
Token token(std::string_view key, std::initializer_list<std::string_view> content) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  const auto add = [&](std::string_view text) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                              text.size());
  };
  for (const std::string_view part : content) {
    add(std::to_string(part.size()) + ":");
    add(part);
  }
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(digest.data()));
  return {std::string(key), to_hex(digest)};
}

Result<std::int64_t> made_before(storage::Tx& tx, const Call& call, const Token& token) {
  if (token.key.empty()) return std::int64_t{0};
  struct Kept {
    std::string content_hash;
    std::int64_t made_key = 0;
  };
  const auto kept = tx.one(
      "SELECT content_hash, made_key FROM idempotency_key WHERE actor_kind = $1 AND actor_key = $2 "
      "AND client_key = $3",
      {call.actor.kind, call.actor.key, token.key}, [](const storage::Row& row) {
        return Kept{std::string(row.text(0)), row.i64(1)};
      });
  if (!kept) return std::int64_t{0};
  if (kept->content_hash != token.content_hash)
    return conflict("idempotency_key_reused",
                    "the idempotency key stands for another request already");
  return kept->made_key;
}

void keep(storage::Tx& tx, const Call& call, const Token& token, std::int64_t made_key) {
  if (token.key.empty()) return;
  tx.exec(
      "INSERT INTO idempotency_key (actor_kind, actor_key, client_key, content_hash, made_key, "
      "created_at) VALUES ($1, $2, $3, $4, $5, $6)",
      {call.actor.kind, call.actor.key, token.key, token.content_hash, made_key, call.now});
}

}  // namespace bursar::idempotency
