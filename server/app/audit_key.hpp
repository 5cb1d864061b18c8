// The key that signs the audit trail's checkpoints: a file beside the master key, and a public half
// for those who verify.
#pragma once

#include <filesystem>
#include <vector>

#include "audit/checkpoint.hpp"

namespace bursar::app {

/// Reads the key, or makes one (mode 0400) and writes its public half beside it. Throws
/// std::runtime_error when the file is malformed or readable by others.
audit::SigningKey open_audit_key(const std::filesystem::path& file, CryptoRandom& random);
/// The public halves in a file, one per line; '#' begins a remark. Throws std::runtime_error.
std::vector<audit::VerifierKey> read_verifier_keys(const std::filesystem::path& file);

}  // namespace bursar::app
