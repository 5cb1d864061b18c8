import { describe, expect, it } from "vitest";
import type { InclusionProof } from "./api.ts";
import { checkProof, sealsShown } from "./check-proof.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const base64 = (given: Uint8Array) => btoa(String.fromCharCode(...given));
const hex = (given: Uint8Array) =>
  [...given].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function sha256(...parts: Uint8Array[]) {
  const flat = Uint8Array.from(parts.flatMap((part) => [...part]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", flat));
}
const leafHash = (text: string) => sha256(Uint8Array.of(0), bytes(text));
const node = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right);

const leaf = (seq: number) =>
  JSON.stringify({ action: "sign_in", actor_name: "ada", at_us: 7, seq, subject_id: "us_1" });

/** A tree of three entries, signed as the server does; the proof is that of the third. */
async function signedTree(): Promise<InclusionProof> {
  const [a, b, c] = await Promise.all([leafHash(leaf(1)), leafHash(leaf(2)), leafHash(leaf(3))]);
  const left = await node(a, b);
  const root = await node(left, c);
  const pair = (await crypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const name = "bursar-audit-test";
  const key = Uint8Array.of(1, ...raw);
  const id = (await sha256(bytes(`${name}\n`), key)).slice(0, 4);
  const message = `${name}\n3\n${base64(root)}\n`;
  const signature = new Uint8Array(
    await crypto.subtle.sign("Ed25519", pair.privateKey, bytes(message)),
  );
  return {
    kind: "inclusion",
    audit_id: "au_3",
    leaf: leaf(3),
    leaf_index: 2,
    tree_size: 3,
    hashes: [hex(left)],
    checkpoint: `${message}\n— ${name} ${base64(Uint8Array.of(...id, ...signature))}\n`,
    signed_at: 0,
    verifier_key: `${name}+${hex(id)}+${base64(key)}`,
  };
}

describe("the proof of an entry", () => {
  it("holds for what was signed", async () => {
    expect(await checkProof(await signedTree())).toMatchObject({ included: true, signed: true });
  });

  it("fails for another entry, place, hash, size or number of hashes", async () => {
    const proof = await signedTree();
    const bent: Partial<InclusionProof>[] = [
      { leaf: leaf(4) },
      { leaf_index: 1 },
      { hashes: [hex(await leafHash("x"))] },
      { tree_size: 4 },
      { hashes: [] },
      { hashes: [...proof.hashes, ...proof.hashes] },
    ];
    for (const change of bent)
      expect((await checkProof({ ...proof, ...change }))?.included).toBe(false);
  });

  it("fails when the checkpoint was signed by somebody else or changed afterwards", async () => {
    const proof = await signedTree();
    const { verifier_key } = await signedTree();
    expect((await checkProof({ ...proof, verifier_key }))?.signed).toBe(false);
    const checkpoint = proof.checkpoint.replace("\n3\n", "\n4\n");
    expect((await checkProof({ ...proof, checkpoint }))?.signed).toBe(false);
  });

  it("notices when the page shows something else than what was sealed", async () => {
    const proof = await signedTree();
    const shown = { seq: 3, at_us: 7, action: "sign_in", actor: "ada", subject_id: "us_1" };
    expect(sealsShown(proof, shown)).toBe(true);
    expect(sealsShown(proof, { ...shown, actor: "bob" })).toBe(false);
    expect(sealsShown(proof, { ...shown, seq: 2 })).toBe(false);
  });
});
