// Changes go through SQL on the raw table, past every trigger and without the product's code.
#include "audit/mutations.hpp"

#include <array>

#include <fmt/format.h>

namespace bursar::audit_mutations {
namespace {

constexpr std::array k_texts{"actor_name", "ip",           "request_id",       "action",
                             "device",     "subject_id",   "before_json",      "after_json",
                             "reason",     "subject_kind", "impersonator_name"};
constexpr std::array k_numbers{"id",          "at",         "at_us",           "actor_kind",
                               "actor_key",   "company_id", "merchant_id",     "outcome",
                               "session_key", "seq",        "impersonator_key"};

std::int64_t pick(SeededRandom& random, std::int64_t count) {
  return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(count)));
}

std::string flip_text(storage::Tx& tx, SeededRandom& random, std::int64_t seq) {
  const char* column = k_texts[random.below(k_texts.size())];
  std::string text =
      *tx.one(fmt::format("SELECT {} FROM audit_entry WHERE seq = $1", column), {seq},
              [](const storage::Row& row) { return std::string(row.text(0)); });
  if (text.empty()) {
    text = "x";  // the only byte an empty text can gain
  } else {
    char& byte = text[random.below(text.size())];
    const char kept = byte;
    while (byte == kept || byte == '\0') byte = static_cast<char>(random.below(128));
  }
  tx.exec(fmt::format("UPDATE audit_entry SET {} = $1 WHERE seq = $2", column), {text, seq});
  return fmt::format("one byte of {} at position {}", column, seq);
}

bool is_taken(storage::Tx& tx, std::int64_t id) {
  return tx
      .one("SELECT 1 FROM audit_entry WHERE id = $1", {id},
           [](const storage::Row& row) { return row.i64(0); })
      .has_value();
}

// One byte of the number's eight, or an absent one made present.
std::string flip_number(storage::Tx& tx, SeededRandom& random, std::int64_t seq) {
  const std::string_view column = k_numbers[random.below(k_numbers.size())];
  const auto stored = *tx.one(fmt::format("SELECT {} FROM audit_entry WHERE seq = $1", column),
                              {seq}, [](const storage::Row& row) { return row.i64_or_null(0); });
  std::int64_t changed = 0;
  do {
    const auto mask = static_cast<std::int64_t>((1 + random.below(255)) << (8 * random.below(8)));
    changed = stored ? *stored ^ mask : mask;
  } while (column == "id" && is_taken(tx, changed));
  tx.exec(fmt::format("UPDATE audit_entry SET {} = $1 WHERE seq = $2", column), {changed, seq});
  return fmt::format("one byte of {} at position {}", column, seq);
}

void move(storage::Tx& tx, std::int64_t from, std::int64_t to) {
  tx.exec("UPDATE audit_entry SET seq = $1 WHERE seq = $2", {to, from});
}

/// Everything behind a position one step down or up.
void shift(storage::Tx& tx, std::int64_t behind, std::int64_t step) {
  tx.exec("UPDATE audit_entry SET seq = seq + $1 WHERE seq > $2", {step, behind});
}

std::string remove(storage::Tx& tx, std::int64_t seq, bool close) {
  tx.exec("DELETE FROM audit_entry WHERE seq = $1", {seq});
  if (close) shift(tx, seq, -1);
  return fmt::format("position {} removed", seq);
}

std::string swap(storage::Tx& tx, SeededRandom& random, const Range& range) {
  const std::int64_t first = pick(random, range.count);
  const std::int64_t second = (first + 1 + pick(random, range.count - 1)) % range.count;
  const std::int64_t a = range.removed + 1 + first;
  const std::int64_t b = range.removed + 1 + second;
  move(tx, a, -1);
  move(tx, b, a);
  move(tx, -1, b);
  return fmt::format("positions {} and {} swapped", a, b);
}

std::string insert(storage::Tx& tx, SeededRandom& random, const Range& range) {
  const std::int64_t at = range.removed + 1 + pick(random, range.count);
  // A copy of another entry under a new id, put between two others.
  shift(tx, at - 1, 1);
  tx.exec(
      "INSERT INTO audit_entry (id, seq, at, actor_kind, actor_key, actor_name, session_key, ip, "
      "request_id, action, subject_kind, subject_id, company_id, merchant_id, outcome, "
      "before_json, after_json, reason, at_us, device, impersonator_key, impersonator_name) "
      "SELECT id + 1, $1, at, actor_kind, actor_key, actor_name, session_key, ip, request_id, "
      "action, subject_kind, subject_id, company_id, merchant_id, outcome, before_json, "
      "after_json, reason, at_us, device, impersonator_key, impersonator_name FROM audit_entry "
      "WHERE seq = $2",
      {at, at == range.removed + 1 ? at + 1 : at - 1});
  return fmt::format("an entry put in at position {}", at);
}

std::string truncate(storage::Tx& tx, SeededRandom& random, const Range& range) {
  const std::int64_t kept = range.removed + pick(random, range.count);
  tx.exec("DELETE FROM audit_entry WHERE seq > $1", {kept});
  tx.exec("DELETE FROM audit_checkpoint WHERE tree_size > $1", {kept});
  return fmt::format("cut behind position {}", kept);
}

// Takes entries behind the removed ones and moves the end of the last statement over them.
std::string widen(storage::Tx& tx, SeededRandom& random, const Range& range) {
  const std::int64_t last = range.removed + 1 + pick(random, range.count);
  tx.exec("DELETE FROM audit_entry WHERE seq <= $1", {last});
  tx.exec("UPDATE audit_removal SET last_position = $1 WHERE last_position = $2",
          {last, range.removed});
  return fmt::format("the removal widened to position {}", last);
}

std::string restate(storage::Tx& tx, SeededRandom& random) {
  constexpr std::array k_columns{"first_position", "newest_at", "removed_at"};
  const char* column = k_columns[random.below(k_columns.size())];
  const auto mask = static_cast<std::int64_t>(std::uint64_t{1} << random.below(62));
  tx.exec(fmt::format("UPDATE audit_removal SET {} = {} + $1", column, column), {mask});
  return fmt::format("{} of the removal changed", column);
}

std::string unstate(storage::Tx& tx) {
  tx.exec("DELETE FROM audit_removal");
  return "the removal no longer stated";
}

// One bit of the hash of a removed entry.
std::string rehash(storage::Tx& tx, SeededRandom& random, const Range& range) {
  const std::int64_t tile = pick(random, range.removed / 256);
  auto hashes = *tx.one("SELECT hashes FROM audit_tile WHERE level = 0 AND position = $1", {tile},
                        [](const storage::Row& row) { return std::string(row.blob(0)); });
  const std::size_t at = random.below(hashes.size());
  hashes[at] = static_cast<char>(hashes[at] ^ (1 << random.below(8)));
  tx.exec("UPDATE audit_tile SET hashes = $1 WHERE level = 0 AND position = $2",
          {storage::Blob{std::move(hashes)}, tile});
  return fmt::format("the hash of removed position {}", tile * 256 + 1 + std::int64_t(at / 32));
}

constexpr std::array k_kinds{
    Kind::byte,     Kind::remove, Kind::remove_and_close, Kind::swap,    Kind::insert,
    Kind::truncate, Kind::widen,  Kind::restate,          Kind::unstate, Kind::rehash};

}  // namespace

std::span<const Kind> kinds(bool removed) {
  return std::span(k_kinds).first(removed ? k_kinds.size() : 6);
}

std::string_view word(Kind kind) {
  constexpr std::array<std::string_view, 10> k_words{
      "byte",     "remove", "remove_and_close", "swap",    "insert",
      "truncate", "widen",  "restate",          "unstate", "rehash"};
  return k_words[static_cast<std::size_t>(kind)];
}

void open_the_table(storage::Tx& tx) {
  for (const char* trigger : {"audit_entry_no_update", "audit_entry_no_delete",
                              "audit_removal_no_update", "audit_removal_no_delete"})
    tx.exec(fmt::format("DROP TRIGGER {}", trigger));
  tx.exec("DROP INDEX audit_entry_seq");
  tx.exec("CREATE INDEX audit_entry_seq ON audit_entry (seq)");
}

std::string mutate(storage::Tx& tx, SeededRandom& random, Kind kind, const Range& range) {
  const std::int64_t seq = range.removed + 1 + pick(random, range.count);
  switch (kind) {
    case Kind::byte:
      return random.below(2) == 0 ? flip_text(tx, random, seq) : flip_number(tx, random, seq);
    case Kind::remove: return remove(tx, seq, false);
    case Kind::remove_and_close: return remove(tx, seq, true);
    case Kind::swap: return swap(tx, random, range);
    case Kind::insert: return insert(tx, random, range);
    case Kind::truncate: return truncate(tx, random, range);
    case Kind::widen: return widen(tx, random, range);
    case Kind::restate: return restate(tx, random);
    case Kind::unstate: return unstate(tx);
    case Kind::rehash: return rehash(tx, random, range);
  }
  return {};
}

}  // namespace bursar::audit_mutations
