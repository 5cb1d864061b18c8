// Checks an inclusion proof in the browser, so that the answer does not rest on the server's word:
// RFC 6962 hashes from the entry up to the root, and the Ed25519 signature of the checkpoint.
import type { InclusionProof } from "./api.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface Checked {
  /** The entry's hashes lead to the root that the checkpoint names. */
  included: boolean;
  /** Undefined when this browser cannot verify such signatures. */
  signed: boolean | undefined;
  /** SHA-256 of the sealed entry, in hex. */
  leaf: string;
  root: string;
}

const bytesOfHex = (text: string): Bytes =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const bytesOfBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const hexOf = (bytes: Bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

async function sha256(...parts: (Bytes | number)[]): Promise<Bytes> {
  const flat = parts.flatMap((part) => (typeof part === "number" ? [part] : [...part]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(flat)));
}

/** Root that a leaf and its siblings lead to; nothing when their number does not fit. */
async function rootOf(leaf: Bytes, index: number, size: number, siblings: readonly Bytes[]) {
  let place = index;
  let last = size - 1;
  let hash = leaf;
  if (place > last) return undefined;
  for (const sibling of siblings) {
    if (last === 0) return undefined;
    if (place % 2 === 1 || place === last) {
      hash = await sha256(1, sibling, hash);
      while (place % 2 === 0 && place !== 0) {
        place = Math.floor(place / 2);
        last = Math.floor(last / 2);
      }
    } else hash = await sha256(1, hash, sibling);
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : undefined;
}

/** Name, id and 32 bytes of a public key name+id+key. */
function keyOf(text: string) {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  const bytes = bytesOfBase64(match?.[3] ?? "");
  return { name: match?.[1] ?? "", id: match?.[2] ?? "", key: bytes.subarray(1) };
}

async function isSigned(note: string, verifier_key: string): Promise<boolean | undefined> {
  const { name, id, key } = keyOf(verifier_key);
  const end = note.indexOf("\n\n");
  const message = new TextEncoder().encode(note.slice(0, end + 1));
  const line = /^— (\S+) (\S+)$/.exec(note.slice(end + 2).split("\n")[0] ?? "");
  if (line?.[1] !== name || !note.startsWith(`${name}\n`)) return false;
  const signature = bytesOfBase64(line[2] ?? "");
  if (hexOf(signature.slice(0, 4)) !== id) return false;
  try {
    const usable = await crypto.subtle.importKey("raw", key.slice(), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", usable, signature.slice(4), message);
  } catch {
    return undefined;
  }
}

/** Nothing when the browser has no hashes to offer, as on a page that came without TLS. */
export async function checkProof(proof: InclusionProof): Promise<Checked | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const leaf = await sha256(0, new TextEncoder().encode(proof.leaf));
  const found = await rootOf(leaf, proof.leaf_index, proof.tree_size, proof.hashes.map(bytesOfHex));
  const [, size, root] = proof.checkpoint.split("\n");
  const named = hexOf(bytesOfBase64(root ?? ""));
  const included =
    found !== undefined && hexOf(found) === named && Number(size) === proof.tree_size;
  const signed = await isSigned(proof.checkpoint, proof.verifier_key);
  return { included, signed, leaf: hexOf(leaf), root: named };
}

/** Whether what was sealed is what the page shows of the entry. */
export function sealsShown(
  proof: InclusionProof,
  shown: { seq: number | null; at_us: number; action: string; actor: string; subject_id: string },
): boolean {
  const sealed = JSON.parse(proof.leaf) as Record<string, unknown>;
  return (
    sealed.seq === shown.seq &&
    sealed.at_us === shown.at_us &&
    sealed.action === shown.action &&
    sealed.actor_name === shown.actor &&
    sealed.subject_id === shown.subject_id
  );
}
