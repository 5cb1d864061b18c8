// Protects the measure of function length: bodies are found whatever their form, and control
// blocks, types and initialisers are not mistaken for them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { functions_of } from "./functions.mjs";
import { split_cpp, split_script } from "./split.mjs";

function cpp(text) {
  return functions_of(split_cpp(text).code, false).map((one) => one.lines);
}
function script(text) {
  return functions_of(split_script(text).code, true).map((one) => one.lines);
}

test("a function is measured from brace to brace", () => {
  assert.deepEqual(cpp("int f(int a) {\n  if (a) {\n    g();\n  }\n  return 1;\n}\n"), [6]);
});

test("lines of inner functions are told apart", () => {
  const text = "function f() {\n  check(() => {\n    if (a) {\n    }\n  });\n  return;\n}\n";
  const [inner, outer] = functions_of(split_script(text).code, true);
  assert.deepEqual([inner.lines, inner.own, outer.lines, outer.own], [4, 4, 7, 4]);
});

test("C++ forms of a function are found", () => {
  assert.deepEqual(cpp("bool A::f() const noexcept {\n}\n"), [2]);
  assert.deepEqual(cpp("auto f(int a) -> std::vector<int> {\n}\n"), [2]);
  assert.deepEqual(cpp("A::A(int a) : a_(a), b_{a} {\n}\n"), [2]);
  assert.deepEqual(cpp("TEST(Money, Adds) {\n}\n"), [2]);
  assert.deepEqual(cpp("void f() {\n  db.write([&](Tx& tx) {\n    g(tx);\n  });\n}\n"), [3, 5]);
  assert.deepEqual(cpp("void f() {\n  auto g = [this] {\n  };\n}\n"), [2, 4]);
  assert.deepEqual(cpp("Money operator+(const Money& a) {\n}\n"), [2]);
});

test("C++ blocks that are no functions are left out", () => {
  assert.deepEqual(cpp("namespace a::b {\nstruct X : Y {\n};\nenum class E { a, b };\n}\n"), []);
  assert.deepEqual(cpp("const std::array<int, 2> k{1,\n 2};\nint a[] = {1,\n2};\n"), []);
  const loops = "  for (int i = 0; i < 3; ++i) {\n  }\n  do {\n  } while (x);\n";
  assert.deepEqual(cpp(`void f() {\n${loops}}`), [6]);
});

test("TypeScript forms of a function are found", () => {
  assert.deepEqual(script("export function f(a: string): Map<string, X> {\n}\n"), [2]);
  assert.deepEqual(script("const f = async (a) => {\n};\n"), [2]);
  assert.deepEqual(script("class A {\n  get b() {\n    return 1;\n  }\n}\n"), [3]);
});

test("TypeScript blocks that are no functions are left out", () => {
  assert.deepEqual(script("if (a) {\n}\nconst b = {\n  c: 1,\n};\ninterface D {\n}\n"), []);
  assert.deepEqual(script("const x = useThing({\n  a: 1,\n});\n"), []);
});
