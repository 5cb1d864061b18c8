// Writes the office's API types from the contract: node generate.mjs [CONTRACT_FOLDER] [OUTPUT].
// The file is written only when it changed, so a watching compiler is not woken for nothing.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { mergeContract } from "../contract/merge.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const contract = resolve(process.argv[2] ?? `${root}/api`);
const output = resolve(process.argv[3] ?? `${root}/web/office/src/api/schema.d.ts`);

const head =
  "// Generated from the contract in /api by `npm run -w web/office api`. Not to be edited.\n";
// A default is the server's business: whoever sends a request may leave the member out.
const options = { alphabetize: true, defaultNonNullable: false };
const text = head + astToString(await openapiTS(mergeContract(contract), options));

function present(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

if (present(output) !== text) {
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, text);
  console.log(`api types: ${output} written`);
}
