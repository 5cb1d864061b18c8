// Changes go through SQL on the raw table, past every trigger and without the product's code.
#include "audit/mutations.hpp"

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

std::string swap(storage::Tx& tx, SeededRandom& random, std::int64_t entries) {
  const std::int64_t a = 1 + pick(random, entries);
  const std::int64_t b = 1 + (a + pick(random, entries - 1)) % entries;
  move(tx, a, -1);
  move(tx, b, a);
  move(tx, -1, b);
  return fmt::format("positions {} and {} swapped", a, b);
}

std::string insert(storage::Tx& tx, SeededRandom& random, std::int64_t entries) {
  const std::int64_t at = 1 + pick(random, entries);
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
      {at, at == 1 ? 2 : at - 1});
  return fmt::format("an entry put in at position {}", at);
}

std::string truncate(storage::Tx& tx, SeededRandom& random, std::int64_t entries) {
  const std::int64_t kept = pick(random, entries);
  tx.exec("DELETE FROM audit_entry WHERE seq > $1", {kept});
  tx.exec("DELETE FROM audit_checkpoint WHERE tree_size > $1", {kept});
  return fmt::format("cut behind position {}", kept);
}

}  // namespace

std::string_view word(Kind kind) {
  constexpr std::array<std::string_view, 6> k_words{"byte", "remove", "remove_and_close",
                                                    "swap", "insert", "truncate"};
  return k_words[static_cast<std::size_t>(kind)];
}

void open_the_table(storage::Tx& tx) {
  tx.exec("DROP TRIGGER audit_entry_no_update");
  tx.exec("DROP TRIGGER audit_entry_no_delete");
  tx.exec("DROP INDEX audit_entry_seq");
  tx.exec("CREATE INDEX audit_entry_seq ON audit_entry (seq)");
}

std::string mutate(storage::Tx& tx, SeededRandom& random, Kind kind, std::int64_t entries) {
  const std::int64_t seq = 1 + pick(random, entries);
  switch (kind) {
    case Kind::byte:
      return random.below(2) == 0 ? flip_text(tx, random, seq) : flip_number(tx, random, seq);
    case Kind::remove: return remove(tx, seq, false);
    case Kind::remove_and_close: return remove(tx, seq, true);
    case Kind::swap: return swap(tx, random, entries);
    case Kind::insert: return insert(tx, random, entries);
    case Kind::truncate: return truncate(tx, random, entries);
  }
  return {};
}

}  // namespace bursar::audit_mutations
