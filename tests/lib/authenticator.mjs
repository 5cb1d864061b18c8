// A passkey in software, for tests that speak to the API: answers as a browser with an
// authenticator would.
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const userPresent = 0x01;
const userVerified = 0x04;
const attested = 0x40;

/** CBOR of what an attestation object is made of: whole numbers, texts, bytes and maps. */
function cbor(value) {
  const head = (kind, size) => {
    if (size < 24) return Buffer.from([(kind << 5) | size]);
    if (size < 256) return Buffer.from([(kind << 5) | 24, size]);
    return Buffer.from([(kind << 5) | 25, size >> 8, size & 255]);
  };
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const members = [...value].flatMap(([key, member]) => [cbor(key), cbor(member)]);
  return Buffer.concat([head(5, value.size), ...members]);
}

export class SoftAuthenticator {
  /** `origin` is the address the browser shows. */
  constructor(origin) {
    this.origin = origin;
    this.id = randomBytes(24);
    this.count = 0;
    this.keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  }

  clientData(type, challenge) {
    const { origin } = this;
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  statement(rp_id, flags, rest = Buffer.alloc(0)) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(this.count);
    return Buffer.concat([sha256(rp_id), Buffer.from([flags]), count, rest]);
  }

  /** Answer to an invitation: the body of add_passkey. */
  create({ challenge, rp_id }, name = "Software") {
    const { x, y } = this.keys.publicKey.export({ format: "jwk" });
    const [left, right] = [x, y].map((part) => Buffer.from(part, "base64url"));
    const members = [1, 2, 3, -7, -1, 1, -2, left, -3, right];
    const key = new Map();
    for (let i = 0; i < members.length; i += 2) key.set(members[i], members[i + 1]);
    const length = Buffer.from([this.id.length >> 8, this.id.length & 255]);
    const made = Buffer.concat([Buffer.alloc(16), length, this.id, cbor(key)]);
    const stated = this.statement(rp_id, userPresent | userVerified | attested, made);
    const parts = [
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", stated],
    ];
    const object = new Map(parts);
    return {
      name,
      client_data: this.clientData("webauthn.create", challenge).toString("base64url"),
      attestation_object: cbor(object).toString("base64url"),
      transports: ["internal"],
    };
  }

  /** Answer to a question. */
  get({ challenge, rp_id }) {
    ++this.count;
    const client = this.clientData("webauthn.get", challenge);
    const stated = this.statement(rp_id, userPresent | userVerified);
    const signature = sign("sha256", Buffer.concat([stated, sha256(client)]), this.keys.privateKey);
    return {
      credential_id: this.id.toString("base64url"),
      client_data: client.toString("base64url"),
      authenticator_data: stated.toString("base64url"),
      signature: signature.toString("base64url"),
      user_handle: null,
    };
  }
}
