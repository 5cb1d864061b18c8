// Turns a folder of web files into one C++ source that embeds them, with their gzip and brotli
// variants, through the assembler (.incbin), so that nothing large passes through the compiler.
// usage: embed_files.mjs FOLDER OUTPUT.cpp SYMBOL
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [folder, output, symbol] = process.argv.slice(2);
if (!folder || !output || !/^[a-z][a-z0-9_]*$/.test(symbol ?? "")) {
  console.error("usage: embed_files.mjs FOLDER OUTPUT.cpp SYMBOL");
  process.exit(2);
}

const mimes = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".wasm": "application/wasm",
};
const compressed_already = new Set([".png", ".jpg", ".webp", ".ico", ".woff2"]);

const not_built = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Bursar</title>
<p>This server was built without its web user interface.
Build the interface, then the server again.</p>
</html>
`;

/** Paths of all files below `at`, sorted, without hidden files and source maps. */
function list(at) {
  return readdirSync(at, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(at, join(entry.parentPath, entry.name)))
    .filter(
      (path) => !path.endsWith(".map") && !path.split("/").some((part) => part.startsWith(".")),
    )
    .sort();
}

/** The variant, or nothing when it saves less than a twentieth. */
function worthwhile(bytes, variant) {
  return variant.length * 20 < bytes.length * 19 ? variant : Buffer.alloc(0);
}

function brotli(bytes) {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/** What is embedded for one file. */
function embed(path, bytes) {
  const compressible = bytes.length > 256 && !compressed_already.has(extname(path));
  return {
    path: `/${path}`,
    mime: mimes[extname(path)] ?? "application/octet-stream",
    etag: createHash("sha256").update(bytes).digest("base64url").slice(0, 22),
    variants: [
      bytes,
      compressible ? worthwhile(bytes, gzipSync(bytes, { level: 9 })) : Buffer.alloc(0),
      compressible ? worthwhile(bytes, brotli(bytes)) : Buffer.alloc(0),
    ],
  };
}

const built = existsSync(join(folder, "index.html"));
const files = built
  ? list(folder).map((path) => embed(path, readFileSync(join(folder, path))))
  : [embed("index.html", Buffer.from(not_built))];

const parts = resolve(dirname(output), `${symbol}_parts`);
rmSync(parts, { recursive: true, force: true });
mkdirSync(parts, { recursive: true });

const assembly = [];
const declarations = [];
const rows = [];
files.forEach((file, index) => {
  const views = file.variants.map((bytes, variant) => {
    if (bytes.length === 0) return "{}";
    const label = `bursar_${symbol}_${index}_${variant}`;
    const part = join(parts, `${index}_${variant}`);
    writeFileSync(part, bytes);
    assembly.push(
      `    ".hidden ${label}\\n.globl ${label}\\n${label}:\\n.incbin \\"${part}\\"\\n"`,
    );
    declarations.push(`extern "C" const char ${label}[];`);
    return `{${label}, ${bytes.length}}`;
  });
  const words = [file.path, file.mime, file.etag].map((word) => JSON.stringify(word)).join(", ");
  rows.push(`    {${words},\n     ${views.join(", ")}},`);
});

writeFileSync(
  output.replace(/\.cpp$/, ".hpp"),
  `// Generated; do not edit.
#pragma once
#include <span>
#include "net/static_files.hpp"
namespace bursar {
std::span<const net::StaticFile> ${symbol}();
}
`,
);
writeFileSync(
  output,
  `// Generated; do not edit.
#include "${symbol}.hpp"
asm(".pushsection .rodata\\n"
${assembly.join("\n")}
    ".popsection\\n");
${declarations.join("\n")}
namespace bursar {
std::span<const net::StaticFile> ${symbol}() {
  static const net::StaticFile k_files[] = {
${rows.join("\n")}
  };
  return k_files;
}
}  // namespace bursar
`,
);
