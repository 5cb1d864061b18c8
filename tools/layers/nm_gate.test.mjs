// Protects the symbol gate: a domain library that reaches for a clock, a thread or the environment
// must be refused, however the call is written.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { forbidden_symbols, is_forbidden } from "./nm_gate.mjs";

function symbols_of(source) {
  const folder = mkdtempSync(join(tmpdir(), "nm-gate-"));
  try {
    writeFileSync(join(folder, "x.cpp"), source);
    execFileSync("g++", ["-std=c++20", "-c", "x.cpp"], { cwd: folder });
    execFileSync("ar", ["rc", "x.a", "x.o"], { cwd: folder });
    return forbidden_symbols(join(folder, "x.a"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a compiled call of the C clock is found in its member", () => {
  const source = 'extern "C" long time(long*);\nlong f() { return time(nullptr); }\n';
  assert.deepEqual(symbols_of(source), [{ member: "x.o", symbol: "time" }]);
});

test("a compiled call of the C++ clock is found", () => {
  const source = "#include <chrono>\nauto f() { return std::chrono::steady_clock::now(); }\n";
  assert.equal(symbols_of(source).length, 1);
});

test("pure code passes", () => {
  const source = "#include <string>\nstd::string f(int a) { return std::to_string(a); }\n";
  assert.deepEqual(symbols_of(source), []);
});

const k_bad = [
  "clock_gettime@GLIBC_2.17",
  "getrandom",
  "socket",
  "fsync",
  "pthread_create",
  "getenv",
  "std::random_device::_M_getval()",
  "std::thread::_M_start_thread(std::unique_ptr<std::thread::_State>, void (*)())",
  "std::basic_ifstream<char, std::char_traits<char> >::basic_ifstream()",
  "std::chrono::_V2::system_clock::now()",
  "randombytes_buf",
];
for (const symbol of k_bad) {
  test(`refuses ${symbol}`, () => assert.ok(is_forbidden(symbol)));
}

const k_good = [
  "memcpy",
  "bursar::outbox::open(long)",
  "bursar::storage::Tx::read(int)",
  "std::__throw_bad_alloc()",
  "crypto_generichash",
];
for (const symbol of k_good) {
  test(`allows ${symbol}`, () => assert.ok(!is_forbidden(symbol)));
}
