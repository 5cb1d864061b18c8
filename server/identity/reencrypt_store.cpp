// These values do not name their key: what the newest one does not open is moved.
#include "identity/reencrypt.hpp"

#include <array>
#include <stdexcept>

#include "identity/api_token.hpp"
#include "identity/confirmation.hpp"
#include "identity/crypto.hpp"
#include "identity/sealed_places.hpp"

namespace bursar::identity {
namespace {

struct Column {
  std::string_view title, select, update;
  std::string (*place)(std::int64_t key);
};

constexpr std::array<Column, 3> k_columns{{
    {"user_account.totp_secret",
     "SELECT id, totp_secret FROM user_account WHERE id >= $1 AND totp_secret IS NOT NULL "
     "ORDER BY id LIMIT $2",
     "UPDATE user_account SET totp_secret = $1 WHERE id = $2 AND totp_secret = $3",
     [](std::int64_t key) { return totp_place(UserId{key}); }},
    {"user_account.phone_sealed",
     "SELECT id, phone_sealed FROM user_account WHERE id >= $1 AND phone_sealed IS NOT NULL "
     "ORDER BY id LIMIT $2",
     "UPDATE user_account SET phone_sealed = $1 WHERE id = $2 AND phone_sealed = $3",
     [](std::int64_t key) { return phone_place(UserId{key}); }},
    {"api_token.secret_sealed",
     "SELECT id, secret_sealed FROM api_token WHERE id >= $1 AND length(secret_sealed) > 0 "
     "ORDER BY id LIMIT $2",
     "UPDATE api_token SET secret_sealed = $1 WHERE id = $2 AND secret_sealed = $3",
     [](std::int64_t key) { return api_token_place(ApiTokenId{key}); }},
}};

struct Found {
  std::int64_t key = 0;
  std::string sealed;
};

}  // namespace

std::string_view sealed_column_title(int column) {
  const auto at = static_cast<std::size_t>(column);
  return at < k_columns.size() ? k_columns[at].title : std::string_view();
}

Resealed reseal(Tx& tx, const Settings& settings, CryptoRandom& random, int column,
                std::int64_t from, std::int64_t limit) {
  const Column& chosen = k_columns.at(static_cast<std::size_t>(column));
  const SealingKeys& keys = settings.keys.totp_key;
  const auto rows = tx.all(chosen.select, {from, limit}, [](const storage::Row& row) {
    return Found{row.i64(0), std::string(row.blob(1))};
  });
  Resealed done;
  for (const Found& row : rows) {
    if (row.sealed.empty()) continue;
    const std::string place = chosen.place(row.key);
    ++done.opened;
    if (unseal(keys.current, row.sealed, place)) continue;
    const auto plain = unseal(keys, row.sealed, place);
    if (!plain)
      throw std::runtime_error(std::string(chosen.title) + " of row " + std::to_string(row.key) +
                               " opens under no key that is held");
    tx.exec(chosen.update, {storage::Blob{seal(keys, random, plain->reveal(), place)}, row.key,
                            storage::Blob{row.sealed}});
    ++done.moved;
  }
  if (static_cast<std::int64_t>(rows.size()) == limit) done.next = rows.back().key + 1;
  return done;
}

}  // namespace bursar::identity
