// Requests about recipients as commands. Private.
#pragma once

#include "net/http.hpp"
#include "recipients/recipients.hpp"

namespace bursar::recipients {

/// A command whose card, if it names one, is still to be found.
struct DecodedCreate {
  CreateRecipient command;
  PaymentId card_payment;
};
struct DecodedChange {
  ChangeRecipient command;
  PaymentId card_payment;
};
Result<DecodedCreate> decode_create(const net::Request& request);
Result<DecodedChange> decode_change(const net::Request& request);
Result<RecipientAt> decode_at(const net::Request& request);
Result<ListRecipients> decode_list(const net::Request& request);

}  // namespace bursar::recipients
