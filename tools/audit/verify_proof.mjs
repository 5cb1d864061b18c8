// Verifies a proof of the audit trail without anything of Bursar: RFC 6962 hashes and an Ed25519
// signature, by node:crypto alone. Usage: node verify_proof.mjs PROOF.json [PUBLIC_KEY]
// The public key (name+id+key) should come from a place the server cannot change, such as a copy of
// audit.pub taken at installation; without one the key inside the document is used, and said so.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
export const leafHash = (leaf) => sha256(Buffer.from([0]), Buffer.from(leaf, "utf8"));
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);

const k_ed25519_prefix = Buffer.from("302a300506032b6570032100", "hex"); // SubjectPublicKeyInfo

/** Key id, name and usable public key of the text form name+id+key. */
export function parseKey(text) {
  // Base64 may hold a plus too: only the first two separate.
  const [, name, id, base64] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? [];
  const bytes = Buffer.from(base64 ?? "", "base64");
  if (bytes.length !== 33 || bytes[0] !== 1) throw new Error("the public key is malformed");
  const expected = sha256(Buffer.from(`${name}\n`), bytes)
    .subarray(0, 4)
    .toString("hex");
  if (expected !== id) throw new Error("the public key's id does not belong to it");
  const der = Buffer.concat([k_ed25519_prefix, bytes.subarray(1)]);
  return { name, id, key: createPublicKey({ key: der, format: "der", type: "spki" }) };
}

/** Size and root of a signed note; throws when the signature does not hold. */
export function openNote(note, key) {
  const end = note.indexOf("\n\n");
  if (end < 0) throw new Error("the checkpoint has no signature");
  const message = note.slice(0, end + 1);
  const [origin, size, root] = message.split("\n");
  const line = note.slice(end + 2).split("\n")[0];
  const match = /^— (\S+) (\S+)$/.exec(line);
  if (!match || match[1] !== key.name || origin !== key.name)
    throw new Error(`the checkpoint is not signed by ${key.name}`);
  const signature = Buffer.from(match[2], "base64");
  if (signature.subarray(0, 4).toString("hex") !== key.id)
    throw new Error("the checkpoint is signed by another key");
  if (!verify(null, Buffer.from(message, "utf8"), key.key, signature.subarray(4)))
    throw new Error("the signature of the checkpoint is wrong");
  if (!/^\d+$/.test(size)) throw new Error("the checkpoint has no size");
  return { size: BigInt(size), root: Buffer.from(root, "base64") };
}

/** Root that a leaf and its siblings lead to (RFC 9162, 2.1.3.2). */
export function rootFromInclusion(leaf, index, size, hashes) {
  let place = BigInt(index);
  let last = BigInt(size) - 1n;
  if (place > last || place < 0n) throw new Error("the entry lies outside the tree");
  let hash = leaf;
  for (const sibling of hashes) {
    if (last === 0n) throw new Error("the proof is too long");
    if (place % 2n === 1n || place === last) {
      hash = nodeHash(sibling, hash);
      while (place % 2n === 0n && place !== 0n) {
        place /= 2n;
        last /= 2n;
      }
    } else hash = nodeHash(hash, sibling);
    place /= 2n;
    last /= 2n;
  }
  if (last !== 0n) throw new Error("the proof is too short");
  return hash;
}

/** Both roots that a consistency proof leads to (RFC 9162, 2.1.4.2). */
export function rootsFromConsistency(from, size, fromRoot, hashes) {
  if (from === size) return { older: fromRoot, newer: fromRoot, exact: hashes.length === 0 };
  let place = from - 1n;
  let last = size - 1n;
  while (place % 2n === 1n) {
    place /= 2n;
    last /= 2n;
  }
  const path = place === 0n ? [fromRoot, ...hashes] : hashes;
  if (path.length === 0) throw new Error("the proof is empty");
  let older = path[0];
  let newer = path[0];
  for (const sibling of path.slice(1)) {
    if (last === 0n) throw new Error("the proof is too long");
    if (place % 2n === 1n || place === last) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      while (place % 2n === 0n && place !== 0n) {
        place /= 2n;
        last /= 2n;
      }
    } else newer = nodeHash(newer, sibling);
    place /= 2n;
    last /= 2n;
  }
  return { older, newer, exact: last === 0n };
}

const fromHex = (texts) =>
  texts.map((text) => {
    if (!/^[0-9a-f]{64}$/.test(text)) throw new Error("a hash is malformed");
    return Buffer.from(text, "hex");
  });

/** Verifies a whole document; returns what it shows, in words. */
export function verifyDocument(document, keyText = document.verifier_key) {
  const key = parseKey(keyText);
  const hashes = fromHex(document.hashes);
  if (document.kind === "inclusion") {
    const { size, root } = openNote(document.checkpoint, key);
    const found = rootFromInclusion(leafHash(document.leaf), document.leaf_index, size, hashes);
    if (!found.equals(root)) throw new Error("the entry is not part of the signed trail");
    const entry = JSON.parse(document.leaf);
    if (entry.seq !== document.leaf_index + 1) throw new Error("the entry stands elsewhere");
    return `entry ${entry.seq} (${entry.action} by ${entry.actor_name}) is part of the trail of ${size} entries signed by ${key.name}`;
  }
  if (document.kind !== "consistency") throw new Error("this is no proof");
  const from = openNote(document.from_checkpoint, key);
  const to = openNote(document.to_checkpoint, key);
  if (from.size === 0n || from.size > to.size) throw new Error("the sizes are in the wrong order");
  const { older, newer, exact } = rootsFromConsistency(from.size, to.size, from.root, hashes);
  if (!exact || !older.equals(from.root) || !newer.equals(to.root))
    throw new Error("the later trail does not continue the earlier one");
  return `the trail of ${to.size} entries continues the one of ${from.size}, both signed by ${key.name}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [file, key] = process.argv.slice(2);
  try {
    const document = JSON.parse(readFileSync(file ?? 0, "utf8"));
    console.log(`verified: ${verifyDocument(document, key)}`);
    if (!key) console.log("note: the key came with the proof; compare it with your own copy");
  } catch (error) {
    console.error(`refused: ${error.message}`);
    process.exitCode = 1;
  }
}
