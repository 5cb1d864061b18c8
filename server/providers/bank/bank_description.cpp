// How an account at a bank is set up: no address and no key, because people and folders carry the
// files.
#include "providers/bank/bank.hpp"

namespace bursar::providers {
namespace {

// Every half hour of the day.
std::vector<Choice> cut_offs() {
  std::vector<Choice> choices;
  choices.push_back({"none", "None: files are made by hand"});
  for (int half = 0; half < 48; ++half) {
    const std::string hour = std::to_string(half / 2);
    const std::string at = (half < 20 ? "0" : "") + hour + (half % 2 == 0 ? ":00" : ":30");
    choices.push_back({at, at});
  }
  return choices;
}

}  // namespace

const Description& BankAdapter::describe() const {
  static const Description k_description{
      .title = "Bank by files",
      .summary = "SEPA transfers out as payment files, statements of the bank in.",
      .methods = {"bank_transfer"},
      .currencies = {"EUR"},
      .fields =
          {{.name = "holder",
            .label = "Account holder",
            .kind = FieldKind::text,
            .required = true,
            .help = "As the bank knows it; stands on every transfer.",
            .moves_money = true},
           {.name = "iban",
            .label = "IBAN",
            .kind = FieldKind::iban,
            .required = true,
            .help = "Transfers leave from here, and payers send theirs here.",
            .moves_money = true},
           {.name = "bic",
            .label = "BIC",
            .kind = FieldKind::text,
            .help = "Only where the bank asks for it."},
           {.name = "cut_off",
            .label = "Daily cut-off, UTC",
            .kind = FieldKind::choice,
            .help = "What waits then goes into a file by itself.",
            .initial = "none",
            .choices = cut_offs()},
           {.name = "hand_over",
            .label = "How files leave",
            .kind = FieldKind::choice,
            .required = true,
            .help = "A folder is bank/ACCOUNT in the data directory; other programs fetch from it.",
            .initial = "download",
            .choices = {{"download", "Somebody downloads them"}, {"folder", "Put into a folder"}},
            .moves_money = true},
           {.name = "pay_within_days",
            .label = "Days for transfers in",
            .kind = FieldKind::number,
            .help = "What comes later is taken as a late payment.",
            .initial = "14",
            .lowest = 1,
            .highest = 90}},
      .unproven =
          "Proven against the simulated bank: payment files (pain.001.001.09), answers (pain.002), "
          "statements (camt.053), notifications (camt.054), rejections, returns. Nobody can prove "
          "without an account: your bank's own rules for these files, its "
          "cut-off and its versions. Send it a file of one cent first.",
      .has_ping = false};
  return k_description;
}

}  // namespace bursar::providers
