// Writing and signing of messages to the merchant.
#include "simulator/wire/webhook_json.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/check.hpp"
#include "base/text.hpp"
#include "simulator/wire/codec.hpp"
#include "simulator/wire/dispute_json.hpp"

namespace bursar::simulator {
namespace {

namespace json = boost::json;

constexpr std::size_t k_rows_max = 100;

}  // namespace

std::string_view word(Courier::State state) {
  switch (state) {
    case Courier::State::waiting: return "waiting";
    case Courier::State::posting: return "posting";
    case Courier::State::delivered: return "delivered";
    case Courier::State::given_up: return "given_up";
  }
  throw Bug("state outside its enumeration", std::source_location::current());
}

std::string render_notice(const Acquirer& acquirer, const Notice& notice,
                          std::string_view base_url) {
  if (notice.dispute != 0) {
    const Dispute& dispute = acquirer.disputes()[static_cast<std::size_t>(notice.dispute - 1)];
    const bool is_first = notice.as_of == dispute.opened_at;
    return json::serialize(
        json::object{{"event_id", notice.event_id},
                     {"type", is_first ? "dispute.opened" : "dispute.updated"},
                     {"created_at_ms", notice.as_of.ms},
                     {"dispute", dispute_json(acquirer, dispute, notice.as_of)}});
  }
  const Answer answer = acquirer.answer(acquirer.operation(notice.operation), notice.as_of);
  return json::serialize(json::object{{"event_id", notice.event_id},
                                      {"type", "operation.updated"},
                                      {"created_at_ms", notice.as_of.ms},
                                      {"operation", answer_json(answer, true, base_url)}});
}

std::string_view status_word(const Acquirer& acquirer, const Notice& notice) {
  if (notice.dispute != 0)
    return word(
        acquirer.disputes()[static_cast<std::size_t>(notice.dispute - 1)].status_at(notice.as_of));
  return word(acquirer.answer(acquirer.operation(notice.operation), notice.as_of).status);
}

std::string signature_of(std::string_view secret, Instant at, std::string_view body) {
  const std::string time = std::to_string(at.ms);
  const std::string message = time + "." + std::string(body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  const auto* done = HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                          mac.data(), &length);
  check(done != nullptr, "HMAC-SHA-256 failed");
  return "t=" + time +
         ",v1=" + to_hex({reinterpret_cast<const char*>(mac.data()), std::size_t{length}});
}

std::string render_deliveries(const Acquirer& acquirer) {
  json::array rows;
  const auto& parcels = acquirer.courier().parcels();
  for (auto parcel = parcels.rbegin(); parcel != parcels.rend() && rows.size() < k_rows_max;
       ++parcel) {
    const Operation& operation = acquirer.operation(parcel->notice.operation);
    rows.push_back(json::object{{"event_id", parcel->notice.event_id},
                                {"reference", operation.reference},
                                {"status", status_word(acquirer, parcel->notice)},
                                {"state", word(parcel->state)},
                                {"tries", parcel->tries},
                                {"last_http_status", parcel->last_status},
                                {"next_at_ms", parcel->next_at.ms}});
  }
  return json::serialize(json::object{{"rows", std::move(rows)}});
}

}  // namespace bursar::simulator
