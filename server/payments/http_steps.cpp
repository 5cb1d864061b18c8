// Captures, voids and increments: decode, one use case, encode.
#include "payments/http_steps.hpp"

#include <boost/json.hpp>

#include "net/json_reader.hpp"
#include "payments/http_gated.hpp"
#include "payments/http_view.hpp"
#include "payments/request_check.hpp"

namespace bursar::payments {
namespace {

using net::Request;
using net::Response;
using net::Task;
using storage::Tx;

using Step = Result<StepCreated> (*)(Tx&, const Call&, const CreateStep&);

Result<CreateStep> decode(const Request& request, bool with_final) {
  CreateStep command;
  const auto id = PaymentId::parse(request.param("payment_id"));
  if (!id) return id.error();
  command.payment_id = *id;
  net::JsonReader in(request.body);
  command.amount_minor = in.integer_or_none("amount_minor", 1, k_amount_max_minor);
  if (with_final) command.is_final = in.boolean("is_final", true);
  command.reason = in.text_or_none("reason", 500).value_or("");
  command.merchant_reference = in.text_or_none("merchant_reference", 120).value_or("");
  if (auto error = in.finish()) return *error;
  command.idempotency_key = request.header("idempotency-key");
  command.request_hash = hash_of(request);
  return command;
}

Task<Response> answer(const Services& services, Request& request, std::string operation, Step step,
                      bool with_final) {
  const auto command = decode(request, with_final);
  if (!command) co_return net::to_problem(command.error(), request.request_id);
  const auto act = [step, &command](Tx& tx, const Call& call) -> Result<Recorded> {
    const auto made = step(tx, call, *command);
    if (!made) return made.error();
    return Recorded{made->attempt,
                    made->replayed,
                    {{"operation", operation_json(made->operation)},
                     {"payment", payment_json(made->payment, "")}}};
  };
  GatedRequest gated{std::move(operation), {}, act};
  co_return co_await answer_gated(services, request, std::move(gated));
}

}  // namespace

Task<Response> answer_capture(const Services& services, Request& request) {
  return answer(services, request, "create_capture", create_capture, true);
}

Task<Response> answer_void(const Services& services, Request& request) {
  return answer(services, request, "create_void", create_void, false);
}

Task<Response> answer_increment(const Services& services, Request& request) {
  return answer(services, request, "create_increment", create_increment, false);
}

}  // namespace bursar::payments
