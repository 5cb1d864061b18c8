// Writes months of payments through the real use cases: accepted, claimed, answered, some refunded.
// Only the network is missing; its answers are made here in the simulator's words.
#include <queue>

#include <boost/json.hpp>

#include "generate/generate.hpp"
#include "generate/sample.hpp"
#include "ledger/ledger.hpp"
#include "payments/steps.hpp"

namespace bursar::generate {
namespace {

namespace json = boost::json;
using storage::Tx;

struct DueRefund {
  Instant at;
  PaymentId payment;
  std::int64_t captured_minor = 0;
  bool operator>(const DueRefund& other) const { return at > other.at; }
};

class Writer {
 public:
  Writer(Ports ports, const vault::KeyRing& keys, const World& world, const HistoryOptions& options)
      : keys_(keys),
        world_(world),
        random_(options.seed),
        clock_(options.from),
        ids_(clock_, k_node),
        crypto_(ports.random) {
    actor_.kind = ActorKind::api_key;
    actor_.name = "history generator";
    actor_.scope = ScopeIssuer::installation();
  }

  /// One payment from acceptance to answer, and the refunds that fall due before it.
  Result<void> payment_at(Tx& tx, Instant at) {
    while (!refunds_.empty() && refunds_.top().at <= at) {
      const DueRefund due = refunds_.top();
      refunds_.pop();
      if (auto refunded = refund(tx, due); !refunded) return refunded;
    }
    return sale(tx, at);
  }

  Result<void> mature(Tx& tx) {
    while (ledger::mature(tx, call(), clock_.now(), 1'000) > 0) {}
    return ok();
  }

 private:
  static constexpr unsigned k_node = 63;  // apart from any serving process

  Call call() { return Call{actor_, clock_.now(), ids_, crypto_}; }

  Result<void> sale(Tx& tx, Instant at) {
    clock_.set(at);
    const Shop& shop = world_.shops[draw_shop(random_, world_.shops, at)];
    const auto created = payments::create_sale(tx, call(), keys_, command_for(shop));
    if (!created) return created.error();
    // A scheme's limit refused the card: nothing was sent that could be answered.
    if (!created->attempt) return ok();
    const bool declined = random_.below(1'000) < static_cast<std::uint64_t>(shop.decline_permille);
    const std::string code = declined ? std::string(draw_decline_code(random_)) : "00";
    if (auto answered = answer(tx, created->attempt, code); !answered) return answered;
    if (!declined && random_.below(1'000) < static_cast<std::uint64_t>(shop.refund_permille))
      refunds_.push({at.plus_ms(static_cast<std::int64_t>(1 + random_.below(12)) * k_day_ms),
                     created->payment.id, created->payment.amount.minor});
    return ok();
  }

  payments::CreateSale command_for(const Shop& shop) {
    const Buyer buyer = draw_buyer(random_, shop);
    payments::CreateSale command;
    command.merchant_id = shop.merchant;
    command.external_id = "order-" + std::to_string(100'000 + ++orders_);
    command.buyer_id = buyer.buyer_id;
    command.amount.currency = draw_currency(random_, shop);
    command.amount.minor = draw_amount(random_, shop, command.amount.currency);
    command.payment_method = "card";
    command.buyer_email = buyer.email;
    command.buyer_first_name = buyer.first_name;
    command.buyer_last_name = buyer.last_name;
    command.description = "Order " + std::to_string(100'000 + orders_);
    command.metadata = R"({"channel":"web"})";
    if (random_.below(100) < 82) {
      vault::CardInput card;
      card.number = Secret(buyer.card_number);
      card.expiry_month = 12;
      card.expiry_year = 2030;
      card.holder = buyer.holder;
      command.card = std::move(card);
    }
    return command;
  }

  Result<void> refund(Tx& tx, const DueRefund& due) {
    clock_.set(due.at);
    payments::CreateRefund command;
    command.payment_id = due.payment;
    if (random_.below(4) == 0)
      command.amount_minor = std::max<std::int64_t>(1, due.captured_minor / 3);
    command.reason = random_.below(2) == 0 ? "returned goods" : "requested by customer";
    const auto created = payments::create_refund(tx, call(), command);
    if (!created) return ok();  // a refused refund is part of life: the balance may not allow it
    return answer(tx, created->attempt, "00");
  }

  // What the simulator would have said, after its latency.
  Result<void> answer(Tx& tx, AttemptId attempt, const std::string& code) {
    const auto claimed = payments::claim_prepared(tx, call(), keys_, {attempt}, 1);
    if (!claimed) return claimed.error();
    check(claimed->size() == 1, "a fresh attempt can be claimed");
    const auto& request = claimed->front().request;
    const std::int64_t latency_ms = draw_latency_ms(random_);
    clock_.advance_ms(latency_ms);
    json::object body{{"reference", request.our_reference},
                      {"provider_reference", "ch_" + std::to_string(1'000'000 + ++answers_)},
                      {"status", code == "00" ? "approved" : "declined"},
                      {"code", code},
                      {"message", code == "00" ? "approved" : "declined"},
                      {"amount_minor", request.amount.minor},
                      {"currency", request.amount.currency.code()}};
    if (code == "00") body["auth_code"] = std::to_string(100'000 + random_.below(900'000));
    providers::WireResponse response;
    response.reach = providers::Reach::answered;
    response.status = 200;
    response.body = json::serialize(body);
    response.latency_us = latency_ms * 1'000;
    return payments::record_answer(tx, call(), attempt, response, "{}");
  }

  const vault::KeyRing& keys_;
  const World& world_;
  SeededRandom random_;
  ManualClock clock_;
  IdSource ids_;
  CryptoRandom& crypto_;
  Actor actor_;
  std::priority_queue<DueRefund, std::vector<DueRefund>, std::greater<>> refunds_;
  std::int64_t orders_ = 0;
  std::int64_t answers_ = 0;
};

}  // namespace

Result<void> write_history(storage::Db& db, Ports ports, const vault::KeyRing& keys,
                           const World& world, const HistoryOptions& options,
                           const std::function<void(std::int64_t)>& progress) {
  check(!world.shops.empty(), "a history needs shops");
  SeededRandom random(options.seed ^ 0x5DEECE66DULL);
  const std::vector<Instant> instants =
      draw_instants(random, options.from, options.until, options.payments);
  Writer writer(ports, keys, world, options);
  const auto batch = static_cast<std::size_t>(options.batch);
  for (std::size_t start = 0; start < instants.size(); start += batch) {
    const std::size_t end = std::min(start + batch, instants.size());
    // Each batch is one write; a write that runs again would repeat draws, so the generator is used
    // on the embedded database or with a single writer, where none is repeated.
    const auto written = db.write([&](Tx& tx) -> Result<void> {
      for (std::size_t i = start; i < end; ++i)
        if (auto done = writer.payment_at(tx, instants[i]); !done) return done;
      return writer.mature(tx);
    });
    if (!written) return written;
    progress(static_cast<std::int64_t>(end));
  }
  return ok();
}

}  // namespace bursar::generate
