// Which operations a run uses. Each is on or off by the seed, so that every mix occurs.
#pragma once

#include "simulation/simulation.hpp"

namespace bursar::simulation {

struct Features {
  explicit Features(std::uint64_t seed);

  bool holds = false;          ///< authorisations with captures, voids and increments
  bool verifications = false;  ///< of cards
  bool challenges = false;     ///< 3-D Secure, with customers who act
  bool methods = false;        ///< wallets, instalments, bank transfers, coins
  bool payouts = false;
  bool stored = false;  ///< stored cards, and what merchants charge to them
  bool lapses = false;  ///< eleven quiet days, in which holds end by themselves

  /// Customers act somewhere else and payouts come back later, so the acquirer tells of it.
  bool webhooks() const { return challenges || methods || payouts || tells; }
  bool tells = false;
  bool desk = false;     ///< people take back what has no answer
  bool routes = false;   ///< two accounts, a profile, and cascades between them
  bool stolen = false;   ///< cards that are lost or stolen, used again and again
  bool batches = false;  ///< files of payouts, refunds, captures and voids
  bool repeats = false;  ///< cards go to an account that answers no questions, and cascade from it
  /// The acquirer tells nothing unasked, and nothing is used that only it can tell.
  /// With `repeats`: nothing tells unasked, and people look after what nobody can be asked about.
  void ask_nobody();
  void keep_quiet() { challenges = methods = payouts = tells = false; }
};

}  // namespace bursar::simulation
