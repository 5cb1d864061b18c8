// Commands about the audit trail: verification without the server, and proofs for others.
#include <iostream>
#include <limits>

#include "app/app.hpp"
#include "app/audit_key.hpp"
#include "app/commands.hpp"
#include "audit/retention.hpp"
#include "audit/runner_sink.hpp"
#include "audit/verify.hpp"

namespace bursar::app {
namespace {

std::filesystem::path public_key_path(const Config& config, const AuditQuestion& question) {
  if (!question.key_file.empty()) return question.key_file;
  return config.audit_key_path().replace_extension(".pub");
}

int print_proof(const Result<std::string>& document) {
  if (document) {
    std::cout << *document << "\n";
    return 0;
  }
  std::cerr << "bursar: " << document.error().message << "\n";
  return 1;
}

template <class Proof>
Result<std::string> document_of(const Result<Proof>& proof,
                                const std::vector<audit::VerifierKey>& keys,
                                const std::string& note) {
  if (!proof) return proof.error();
  for (const audit::VerifierKey& key : keys)
    if (audit::open_checkpoint(note, {key})) return audit::proof_document(*proof, key);
  return refused("unknown_key", "the checkpoint is signed by a key that is not known here");
}

}  // namespace

int verify_audit(const Config& config, const AuditQuestion& question) {
  Core core(config, false);
  const std::filesystem::path file =
      question.external_file.empty() ? config.audit_file_path() : question.external_file;
  audit::Witness witness{.keys = read_verifier_keys(public_key_path(config, question)),
                         .external = std::nullopt};
  const bool there = std::filesystem::exists(file);
  if (there) witness.external = audit::read_note_file(file);
  const auto report = core.db().read(
      [&](storage::Tx& tx) -> Result<audit::Verification> { return audit::verify(tx, witness); });
  if (!report) throw std::runtime_error(report.error().message);
  for (const audit::Finding& finding : report->findings)
    std::cout << "audit: " << finding.check << ": " << finding.detail << "\n";
  if (!there) std::cout << "audit: external: " << file.string() << " is missing\n";
  if (there && witness.external->pieces > 0)
    std::cout << "note: " << witness.external->pieces << " checkpoints in " << file.string()
              << " were cut short while writing\n";
  const std::size_t findings = report->findings.size() + (there ? 0 : 1);
  if (report->removed > 0)
    std::cout << "note: retention removed the entries up to position " << report->removed
              << "; their hashes are still in the tree\n";
  std::cout << report->entries << " entries, " << report->sealed << " of them sealed; "
            << report->checkpoints << " checkpoints in the database, "
            << report->external_checkpoints << " in " << file.string() << " over "
            << report->external_size << " entries\n"
            << (findings == 0 ? "verified: no sealed entry was changed, removed or put in\n"
                              : std::to_string(findings) + " findings\n");
  return findings == 0 ? 0 : 1;
}

int audit_proof(const Config& config, const AuditQuestion& question) {
  Core core(config, false);
  const auto keys = read_verifier_keys(public_key_path(config, question));
  const Scope scope = ScopeIssuer::installation();
  if (question.entry.empty()) {
    const auto proof = core.db().read([&](storage::Tx& tx) {
      return audit::prove_growth(tx, question.from_size, question.to_size);
    });
    return print_proof(document_of(proof, keys, proof ? proof->to.checkpoint.note : ""));
  }
  const auto id = AuditId::parse(question.entry);
  if (!id) return print_proof(id.error());
  const auto proof =
      core.db().read([&](storage::Tx& tx) { return audit::prove_entry(tx, scope, *id); });
  return print_proof(document_of(proof, keys, proof ? proof->state.checkpoint.note : ""));
}

int audit_retention(const Config& config, bool only_say) {
  constexpr std::int64_t k_segments_max = 16;
  if (config.audit_keep_months == 0) {
    std::cout << "audit entries are kept for ever; audit_keep_months in bursar.toml sets an age\n";
    return 0;
  }
  Core core(config, !only_say);
  const Actor actor = job_actor("command line");
  std::int64_t removed = 0;
  for (;;) {
    const auto take = [&](storage::Tx& tx) {
      return audit::remove_oldest(tx, core.ports().call(actor), core.audit_key(),
                                  config.audit_keep_ms(), k_segments_max);
    };
    const auto look = [&](storage::Tx& tx) {
      return audit::next_removal(tx, core.clock().now(), config.audit_keep_ms(),
                                 std::numeric_limits<std::int64_t>::max());
    };
    const auto taken = only_say ? core.db().read(look) : core.db().write(take);
    if (!taken) throw std::runtime_error(taken.error().message);
    if (!*taken) break;
    removed += (*taken)->last - (*taken)->first + 1;
    if (only_say) break;
  }
  std::cout << removed << (only_say ? " entries would be removed\n" : " entries removed\n");
  return 0;
}

}  // namespace bursar::app
