// Every layer rule is seen failing here on a small tree with exactly one thing wrong; a rule whose
// test cannot fail would hold nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { broken_rules } from "../source/fixture.mjs";
import { module_calls } from "./modules.mjs";
import { k_server_rules, server_findings } from "./server_rules.mjs";
import { k_sql_rules, sql_findings } from "./sql_rules.mjs";
import { k_web_rules, web_findings } from "./web_rules.mjs";

const k_tree = {
  "server/base/CMakeLists.txt": "bursar_module(base)",
  "server/base/money.hpp": "#pragma once\n",
  "server/storage/CMakeLists.txt": "bursar_module(storage DEPENDS base LIBS sqlite3_static)",
  "server/storage/storage.hpp": '#include "base/money.hpp"\n',
  "server/storage/driver.hpp": "#include <sqlite3.h>\n",
  "server/net/CMakeLists.txt": "bursar_module(net DEPENDS base LIBS Boost::json)",
  "server/net/http.hpp": '#include <boost/asio/awaitable.hpp>\n#include "base/money.hpp"\n',
  "server/testing/testing.hpp": '#include "storage/storage.hpp"\n',
  "server/testing/CMakeLists.txt": "bursar_module(testing DEPENDS base storage)",
  "server/ledger/CMakeLists.txt": "bursar_module(ledger DEPENDS base storage)",
  "server/ledger/README.md": "# ledger\n\nPublic headers: `posting.hpp`\n",
  "server/ledger/ledger.hpp": '#include "storage/storage.hpp"\n',
  "server/ledger/posting.hpp": "#pragma once\n",
  "server/ledger/store.hpp": "#pragma once\n",
  "server/ledger/store.cpp": 'auto q = "INSERT INTO entry VALUES ($1)";\n',
  "server/ledger/migrations/0001_ledger.sql": "CREATE TABLE entry (id BIGINT);\n",
  "server/payments/CMakeLists.txt":
    "bursar_module(payments DEPENDS base storage ledger\n  HTTP_DEPENDS identity)",
  "server/payments/payments.hpp": '#include "ledger/ledger.hpp"\n#include "ledger/posting.hpp"\n',
  "server/payments/refund.cpp": '#include "payments/payments.hpp"\n// SELECT x FROM nowhere\n',
  "server/payments/http.cpp": '#include "net/http.hpp"\n#include "identity/identity.hpp"\n',
  "server/payments/http.hpp": '#include "net/http.hpp"\n',
  "server/payments/refund_test.cpp": '#include "testing/testing.hpp"\nauto s = "SELECT a FROM b";',
  "server/identity/CMakeLists.txt": "bursar_module(identity DEPENDS base storage)",
  "server/identity/identity.hpp": "#pragma once\n",
  "server/providers/CMakeLists.txt": "bursar_module(providers DEPENDS base storage)",
  "server/providers/providers.hpp": '#include "storage/storage.hpp"\n',
  "server/providers/sim/adapter.cpp": '#include "providers/providers.hpp"\n',
  "server/app/CMakeLists.txt": "bursar_module(app)",
  "server/app/main.cpp": '#include "payments/http.hpp"\n#include "app/modules.hpp"\n',
  "server/app/modules.hpp": "#pragma once\n",
  "simulator/CMakeLists.txt": "target_link_libraries(bursar-sim PRIVATE bursar_base bursar_net)",
  "simulator/main.cpp": '#include "net/http.hpp"\n#include "base/money.hpp"\n',
};

function check_server(change) {
  return broken_rules(server_findings, { ...k_tree, ...change });
}

function check_sql(change) {
  return broken_rules(sql_findings, { ...k_tree, ...change });
}

test("a tree that follows the rules has no finding", () => {
  assert.deepEqual(check_server({}), []);
  assert.deepEqual(check_sql({}), []);
});

test("module_calls reads every list and skips comments", () => {
  const [module] = module_calls("# bursar_module(no)\nbursar_module(a DEPENDS b # why\n c LIBS d)");
  assert.equal(module.name, "a");
  assert.deepEqual(module.DEPENDS, ["b", "c"]);
  assert.deepEqual(module.LIBS, ["d"]);
});

const k_server_cases = [
  ["foundation", "base includes storage", "server/base/x.cpp", '#include "storage/storage.hpp"'],
  [
    "foundation",
    "net links storage",
    "server/net/CMakeLists.txt",
    "bursar_module(net DEPENDS base storage)",
  ],
  [
    "front-door",
    "a private header of another module",
    "server/payments/x.cpp",
    '#include "ledger/store.hpp"',
  ],
  [
    "front-door",
    "a private header of storage",
    "server/payments/x.cpp",
    '#include "storage/driver.hpp"',
  ],
  [
    "front-door",
    "another module's HTTP part in domain code",
    "server/ledger/x.cpp",
    '#include "payments/http.hpp"',
  ],
  [
    "depends",
    "an include that DEPENDS does not list",
    "server/payments/x.cpp",
    '#include "identity/identity.hpp"',
  ],
  [
    "depends",
    "net in DEPENDS of a domain module",
    "server/ledger/CMakeLists.txt",
    "bursar_module(ledger DEPENDS base storage net)",
  ],
  [
    "cycle",
    "two modules that need each other",
    "server/ledger/CMakeLists.txt",
    "bursar_module(ledger DEPENDS base storage payments)",
  ],
  ["domain-purity", "net in a domain file", "server/payments/x.cpp", '#include "net/http.hpp"'],
  [
    "domain-purity",
    "Asio in a domain file",
    "server/payments/x.cpp",
    "#include <boost/asio/post.hpp>",
  ],
  ["domain-purity", "threads in a domain file", "server/payments/x.cpp", "#include <thread>"],
  [
    "driver-header",
    "SQLite in an HTTP file",
    "server/payments/http_list.cpp",
    "#include <sqlite3.h>",
  ],
  [
    "adapter",
    "storage in an adapter",
    "server/providers/sim/x.cpp",
    '#include "storage/storage.hpp"',
  ],
  ["top-layer", "a module that includes app", "server/app2/x.cpp", '#include "app/modules.hpp"'],
  [
    "top-layer",
    "test support in product code",
    "server/payments/http_x.cpp",
    '#include "testing/testing.hpp"',
  ],
  ["simulator", "the domain in the simulator", "simulator/x.cpp", '#include "ledger/ledger.hpp"'],
  [
    "simulator",
    "a linked domain library",
    "simulator/CMakeLists.txt",
    "target_link_libraries(bursar-sim PRIVATE bursar_ledger)",
  ],
];

for (const [rule, what, path, text] of k_server_cases) {
  test(`${rule}: ${what}`, () => {
    assert.ok(check_server({ [path]: `${text}\n` }).includes(rule));
  });
}

const k_sql_cases = [
  ["sql-place", "a query in a use case", "server/payments/x.cpp", 'auto q = "SELECT id FROM t";'],
  [
    "sql-place",
    "a raw string in an HTTP file",
    "server/payments/http.cpp",
    'auto q = R"(UPDATE payment SET state = 1)";',
  ],
  [
    "sql-owner",
    "a write to another module's table",
    "server/payments/store.cpp",
    'auto q = "UPDATE entry SET id = 1";',
  ],
];

for (const [rule, what, path, text] of k_sql_cases) {
  test(`${rule}: ${what}`, () => {
    assert.deepEqual(check_sql({ [path]: `${text}\n` }), [rule]);
  });
}

const k_src = "web/office/src";
const k_web_tree = {
  [`${k_src}/main.tsx`]: 'import { App } from "./app/app";\n',
  [`${k_src}/app/app.tsx`]: 'import { MantineProvider } from "@mantine/core";\n',
  [`${k_src}/features/payments/page.tsx`]: 'import { Money } from "../../ui/money";\n',
  [`${k_src}/features/payments/page.test.tsx`]: 'import { x } from "../../testing/render";\n',
  [`${k_src}/features/refunds/page.tsx`]: "export const a = 1;\n",
  [`${k_src}/ui/money.tsx`]: 'import { format } from "../lib/money";\nimport "@mantine/core";\n',
  [`${k_src}/ui/charts/line.tsx`]: 'import { line } from "d3-shape";\n',
  [`${k_src}/lib/money.ts`]: "export const format = 1;\n",
  [`${k_src}/api/client.ts`]: 'import { format } from "../lib/money";\n',
  [`${k_src}/testing/render.tsx`]: 'import { App } from "../app/app";\n',
};

test("a web tree that follows the rules has no finding", () => {
  assert.deepEqual(broken_rules(web_findings, k_web_tree), []);
});

const k_web_cases = [
  ["web-direction", "lib imports ui", "lib/x.ts", 'import { Money } from "../ui/money";'],
  [
    "web-direction",
    "ui imports a feature",
    "ui/x.tsx",
    'import {\n  a,\n} from "../features/refunds/page";',
  ],
  ["web-direction", "a lazy import counts", "api/x.ts", 'const a = import("../ui/money");'],
  ["web-direction", "product code imports testing", "ui/x.tsx", 'import "../testing/render";'],
  [
    "web-feature",
    "a feature imports another",
    "features/payments/x.tsx",
    'import { a } from "../refunds/page";',
  ],
  ["web-index", "an index file", "ui/index.ts", "export const a = 1;"],
  [
    "web-kit",
    "the kit in a feature",
    "features/payments/x.tsx",
    'import { Button } from "@mantine/core";',
  ],
  [
    "web-charts",
    "a chart library outside ui/charts",
    "ui/x.tsx",
    'import { scaleLinear } from "d3-scale";',
  ],
];

for (const [rule, what, path, text] of k_web_cases) {
  test(`${rule}: ${what}`, () => {
    const files = { ...k_web_tree, [`${k_src}/${path}`]: `${text}\n` };
    assert.deepEqual(broken_rules(web_findings, files), [rule]);
  });
}

test("every rule has a test that sees it fail", () => {
  const seen = new Set([...k_server_cases, ...k_sql_cases, ...k_web_cases].map(([rule]) => rule));
  const rules = [...k_server_rules, ...k_sql_rules, ...k_web_rules];
  assert.deepEqual(
    rules.filter((rule) => !seen.has(rule)),
    [],
  );
});
