// The executable: parses the command line and runs one subcommand.
#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

#include "app/commands.hpp"
#include "app/demo.hpp"
#include "app/hardening.hpp"

namespace {

using bursar::app::Config;

void add_places(CLI::App& command, Config& config) {
  command.add_option("--data", config.data_dir, "Data directory")->capture_default_str();
  command.add_option("--database", config.database,
                     "sqlite:FILE or postgresql://…; default inside the data directory");
  command.add_option("--master-key-file", config.master_key_file,
                     "Master key file; default inside the data directory");
}

void add_listeners(CLI::App& command, Config& config) {
  command.add_option("--office-address", config.office_address, "Address of the office")
      ->capture_default_str();
  command.add_option("--office-port", config.office_port, "Port of the office; 0 picks a free one")
      ->capture_default_str();
  command.add_option("--public-url", config.public_url,
                     "How browsers reach the office, such as https://office.example.org");
  command.add_option("--api-address", config.api_address, "Address of the merchant API")
      ->capture_default_str();
  command.add_option("--api-port", config.api_port, "Port of the merchant API; 0 picks a free one")
      ->capture_default_str();
  command.add_option("--tls-certificate", config.tls_certificate,
                     "PEM certificate chain of both; SIGHUP reads it again");
  command.add_option("--tls-private-key", config.tls_private_key, "Its private key, PEM");
}

void add_sandbox_options(CLI::App& command, Config& config) {
  command.add_option("--simulator", config.simulator,
                     "Sandbox: the bursar-sim executable to start and use");
  command.add_option("--simulator-url", config.simulator_url,
                     "Sandbox: address of a running simulator");
  command.add_option("--simulator-key", config.simulator_key, "Sandbox: key of that simulator");
  command.add_flag("!--no-dispatch", config.dispatch,
                   "Accept payments without sending them (measurements)");
  command.add_flag("!--no-rate-limits", config.rate_limits, "Sandbox: no rate limits (load tests)");
}

struct Arguments {
  Config config;
  bursar::app::DemoOptions demo;
  std::filesystem::path file;
  bool audit = false;
  bool only_say = false;
  bursar::app::AuditQuestion question;
};

void add_audit_options(CLI::App& verify, CLI::App& proof, Arguments& arguments) {
  auto& question = arguments.question;
  verify.add_flag("--audit", arguments.audit, "Only the audit trail, against every checkpoint");
  verify.add_option("--checkpoints", question.external_file,
                    "With --audit: external file of checkpoints; default as configured");
  verify.add_option("--audit-key", question.key_file,
                    "With --audit: public keys; default beside the signing key");
  proof.add_option("--audit-key", question.key_file, "Public keys");
  CLI::Option* entry = proof.add_option("--entry", question.entry, "Prove this entry");
  proof.add_option("--from", question.from_size, "Prove growth since the checkpoint of this size")
      ->excludes(entry);
  proof.add_option("--to", question.to_size,
                   "… to the checkpoint of this size; default the newest");
}

/// Commands that need nothing but the places of the installation.
struct Simple {
  const char* name;
  const char* what;
  int (*run)(const Config&);
};

constexpr Simple k_simple[] = {
    {"migrate", "Bring the schema up to date", bursar::app::migrate},
    {"rotate-keys", "Add a master key; reencrypt then moves to it", bursar::app::rotate_keys},
    {"reencrypt", "Move everything sealed to the newest master key, while servers run",
     bursar::app::reencrypt},
    {"drop-keys", "Drop the master keys before the newest", bursar::app::drop_keys},
    {"calibrate-passwords", "Measure what a password hash may cost on this machine (init does)",
     bursar::app::calibrate_passwords},
    {"suspend-policies", "Switch every approval policy off, when nobody is left who can decide",
     bursar::app::suspend_policies},
    {"confirm-restore", "Put a restored copy into service", bursar::app::confirm_restore},
    {"export-journal", "Print the books as an hledger journal", bursar::app::export_journal},
    {"routes", "Print the policy table as JSON", bursar::app::print_routes},
};

// Data directory first: its bursar.toml gives the defaults that the command line then overrides.
void read_file_first(int argc, char** argv, Config& config) {
  constexpr std::string_view k_joined = "--data=";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--data" && i + 1 < argc) config.data_dir = argv[i + 1];
    if (word.starts_with(k_joined)) config.data_dir = word.substr(k_joined.size());
  }
  bursar::app::read_config_file(config);
}

int run(int argc, char** argv) {
  using namespace bursar::app;  // NOLINT: the subcommands, in this function only
  Arguments arguments;
  read_file_first(argc, argv, arguments.config);
  CLI::App cli("Bursar, the self-hosted back office for payments", "bursar");
  cli.set_version_flag("--version", BURSAR_VERSION);
  cli.require_subcommand(1);
  const auto add = [&](const char* name, const char* what) {
    CLI::App* command = cli.add_subcommand(name, what);
    add_places(*command, arguments.config);
    return command;
  };
  CLI::App* init_command =
      add("init", "Prepare a new installation and print the first administrator's link");
  CLI::App* serve_command = add("serve", "Run the server");
  CLI::App* demo_command = add("demo", "Run a demo: sandbox, simulator, history and live traffic");
  CLI::App* generate_command = add("generate", "Write the demo's tenants and history and end");
  CLI::App* verify_command = add("verify", "Check the database, the books and every invariant");
  CLI::App* proof_command =
      add("audit-proof", "Print the proof that an entry, or a smaller trail, is part of the trail");
  CLI::App* retention_command =
      add("audit-retention", "Remove audit entries older than audit_keep_months");
  CLI::App* backup_command = add("backup", "Write an online backup to a file");
  CLI::App* restore_command = add("restore", "Restore a backup into an empty data directory");
  for (const Simple& simple : k_simple) add(simple.name, simple.what);
  add_listeners(*init_command, arguments.config);
  add_listeners(*serve_command, arguments.config);
  add_sandbox_options(*serve_command, arguments.config);
  add_listeners(*demo_command, arguments.config);
  add_sandbox_options(*demo_command, arguments.config);
  add_demo_options(*demo_command, arguments.demo);
  add_generate_options(*generate_command, arguments.demo);
  add_audit_options(*verify_command, *proof_command, arguments);
  retention_command->add_flag("--dry-run", arguments.only_say, "Only say how many would go");
  backup_command->add_option("file", arguments.file, "Target file")->required();
  restore_command->add_option("file", arguments.file, "Backup file")->required();
  CLI11_PARSE(cli, argc, argv);

  const Config& config = arguments.config;
  if (init_command->parsed()) return init(config);
  if (serve_command->parsed()) return serve(config);
  // A person watches the demo's terminal: only what needs attention goes there.
  arguments.config.log_level =
      demo_command->parsed() ? bursar::net::LogLevel::warn : config.log_level;
  if (demo_command->parsed()) return demo(config, arguments.demo);
  if (generate_command->parsed()) return generate(config, arguments.demo);
  if (verify_command->parsed())
    return arguments.audit ? verify_audit(config, arguments.question) : verify(config);
  if (proof_command->parsed()) return audit_proof(config, arguments.question);
  if (retention_command->parsed()) return audit_retention(config, arguments.only_say);
  if (backup_command->parsed()) return backup(config, arguments.file);
  if (restore_command->parsed()) return restore(config, arguments.file);
  for (const Simple& simple : k_simple)
    if (cli.got_subcommand(simple.name)) return simple.run(config);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  bursar::app::keep_memory_private();
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "bursar: " << error.what() << "\n";
    return 2;
  }
}
