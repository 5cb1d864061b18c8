// The statements behind recipients.
#include "recipients/store.hpp"

#include "base/text.hpp"
#include "storage/query.hpp"

namespace bursar::recipients::store {
namespace {

constexpr std::string_view k_select =
    "SELECT r.id, r.company_id, r.merchant_id, m.name, r.kind, r.name, r.holder, r.display, "
    "r.currency, r.card_payment_id, r.fingerprint, r.reference, r.purpose, r.state, "
    "r.usable_from_at, r.declined_reason, r.created_by, r.updated_by, r.updated_at, "
    "r.submitted_by, r.submitted_at, r.approved_by, r.approved_at, r.shortened_by, r.edition, "
    "r.version FROM payout_recipient r JOIN merchant m ON m.id = r.merchant_id WHERE 1 = 1";

Recipient read(const storage::Row& row) {
  Recipient one;
  one.id = row.id<RecipientId>(0);
  one.company_id = row.id<CompanyId>(1);
  one.merchant_id = row.id<MerchantId>(2);
  one.merchant_name = row.text(3);
  one.kind = row.as_enum<Kind>(4);
  one.name = row.text(5);
  one.holder = row.text(6);
  one.display = row.text(7);
  one.currency = Currency::of(row.text(8));
  one.card_payment_id = row.id<PaymentId>(9);
  one.fingerprint = row.text(10);
  one.reference = row.text(11);
  one.purpose = row.text(12);
  one.state = row.as_enum<State>(13);
  one.usable_from_at = row.instant_or_null(14);
  one.declined_reason = row.text(15);
  one.created_by = row.text(16);
  one.updated_by = row.text(17);
  one.updated_at = row.instant(18);
  one.submitted_by = row.text(19);
  one.submitted_at = row.instant_or_null(20);
  one.approved_by = row.text(21);
  one.approved_at = row.instant_or_null(22);
  one.shortened_by = row.text(23);
  one.edition = row.i64(24);
  one.version = row.i64(25);
  return one;
}

std::string folded(const Recipient& one) {
  return fold_case(one.name + "\n" + one.holder + "\n" + one.display);
}

// A part of a folded text; what LIKE takes for wild cards stands for itself.
std::string like_part(std::string_view text) {
  std::string pattern = "%";
  for (const char c : fold_case(trim(text))) {
    if (c == '%' || c == '_' || c == '\\') pattern.push_back('\\');
    pattern.push_back(c);
  }
  return pattern + "%";
}

}  // namespace

std::optional<Recipient> load(Tx& tx, RecipientId id) {
  return tx.one(std::string(k_select) + " AND r.id = $1", {id}, read);
}

std::optional<Recipient> load(Tx& tx, const Scope& scope, RecipientId id) {
  storage::Query query(k_select);
  storage::scope_filter(query, scope, "r.company_id", "r.merchant_id");
  query.add(" AND r.id = ", id);
  return query.one(tx, read);
}

std::vector<Recipient> list(Tx& tx, const Scope& scope, const ListRecipients& filter, Instant now) {
  storage::Query query(k_select);
  storage::scope_filter(query, scope, "r.company_id", "r.merchant_id");
  if (filter.state) query.add(" AND r.state = ", *filter.state);
  else query.add(" AND r.state <> ", State::archived);
  if (filter.merchant) query.add(" AND r.merchant_id = ", filter.merchant);
  if (filter.only_usable) query.add(" AND r.usable_from_at <= ", now);
  if (!filter.search.empty())
    query.add(" AND r.folded LIKE ", like_part(filter.search)).add(" ESCAPE '\\'");
  if (filter.before) query.add(" AND r.id < ", filter.before);
  query.add(" ORDER BY r.id DESC LIMIT ", filter.limit);
  return query.all(tx, read);
}

std::optional<Recipient> with_destination(Tx& tx, const Recipient& like) {
  return tx.one(std::string(k_select) +
                    " AND r.merchant_id = $1 AND r.fingerprint = $2 AND r.currency = $3 AND "
                    "r.state <> 5",
                {like.merchant_id, like.fingerprint, like.currency.code()}, read);
}

bool insert(Tx& tx, const Recipient& one, const std::string& sealed) {
  return tx.exec(
             "INSERT INTO payout_recipient (id, company_id, merchant_id, kind, name, folded, "
             "holder, display, currency, card_payment_id, destination_sealed, fingerprint, "
             "reference, purpose, state, approved_content, declined_reason, created_by, "
             "created_at, updated_by, updated_at, submitted_by, approved_by, shortened_by, "
             "edition, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
             "$14, $15, '', '', $16, $17, $18, $19, '', '', '', $20, $21) ON CONFLICT DO NOTHING",
             {one.id,
              one.company_id,
              one.merchant_id,
              one.kind,
              one.name,
              folded(one),
              one.holder,
              one.display,
              one.currency.code(),
              one.card_payment_id,
              storage::Blob{sealed},
              one.fingerprint,
              one.reference,
              one.purpose,
              one.state,
              one.created_by,
              one.created_at(),
              one.updated_by,
              one.updated_at,
              one.edition,
              one.version}) == 1;
}

bool save(Tx& tx, Recipient& one) {
  const bool saved =
      tx.exec(
          "UPDATE payout_recipient SET name = $1, folded = $2, holder = $3, reference = $4, "
          "purpose = $5, state = $6, usable_from_at = $7, declined_reason = $8, updated_by = $9, "
          "updated_at = $10, submitted_by = $11, submitted_at = $12, approved_by = $13, "
          "approved_at = $14, shortened_by = $15, edition = $16, version = version + 1 "
          "WHERE id = $17 AND version = $18",
          {one.name, folded(one), one.holder, one.reference, one.purpose, one.state,
           one.usable_from_at, one.declined_reason, one.updated_by, one.updated_at,
           one.submitted_by, one.submitted_at, one.approved_by, one.approved_at, one.shortened_by,
           one.edition, one.id, one.version}) == 1;
  if (saved) ++one.version;
  return saved;
}

void save_destination(Tx& tx, const Recipient& one, const std::string& sealed) {
  tx.exec(
      "UPDATE payout_recipient SET kind = $1, display = $2, folded = $3, currency = $4, "
      "card_payment_id = $5, fingerprint = $6, destination_sealed = $7 WHERE id = $8",
      {one.kind, one.display, folded(one), one.currency.code(), one.card_payment_id,
       one.fingerprint, storage::Blob{sealed}, one.id});
}

std::string sealed_destination(Tx& tx, RecipientId id) {
  return tx
      .one("SELECT destination_sealed FROM payout_recipient WHERE id = $1", {id},
           [](const storage::Row& row) { return std::string(row.blob(0)); })
      .value_or("");
}

std::string approved_content(Tx& tx, RecipientId id) {
  return tx
      .one("SELECT approved_content FROM payout_recipient WHERE id = $1", {id},
           [](const storage::Row& row) { return std::string(row.text(0)); })
      .value_or("");
}

void save_approved_content(Tx& tx, RecipientId id, const std::string& content) {
  tx.exec("UPDATE payout_recipient SET approved_content = $1 WHERE id = $2", {content, id});
}

}  // namespace bursar::recipients::store
