"""Judges captured WebAuthn bytes with python3-fido2, a verifier that shares no code with ours.

Reads JSON from standard input: origin, rp_id, registrations and assertions with their bytes in
base64url, as the office sent them. Each true answer must pass and each mutation of it must not;
prints "N passed, N failed".
"""

import json
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from fido2.client import ClientData
from fido2.ctap2 import AttestationObject, AuthenticatorData
from fido2.server import Fido2Server
from fido2.webauthn import PublicKeyCredentialRpEntity

RP_ID_HASH = slice(0, 32)
FLAGS = 32
USER_PRESENT = 0x01
USER_VERIFIED = 0x04


def from_text(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_text(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def changed_client(client_data, **members):
    return json.dumps({**json.loads(client_data), **members}).encode()


def without_flag(data, flag):
    return data[:FLAGS] + bytes([data[FLAGS] & ~flag]) + data[FLAGS + 1 :]


def with_rp_id(data, rp_id):
    return sha256(rp_id.encode()).digest() + data[RP_ID_HASH.stop :]


class Judge:
    def __init__(self, world):
        party = PublicKeyCredentialRpEntity(world["rp_id"], "Bursar")
        self.server = Fido2Server(party, verify_origin=lambda origin: origin == world["origin"])
        self.known = {}
        self.passed = 0
        self.failed = 0

    def expect(self, name, holds, body):
        """Runs `body`; an exception of the verifier is its refusal."""
        try:
            body()
            accepted = True
        except Exception as refusal:  # the library raises several kinds
            accepted, name = False, f"{name} ({type(refusal).__name__})"
        if accepted == holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {name}: {'accepted' if accepted else 'refused'}")

    def state(self, challenge):
        return {"challenge": challenge, "user_verification": "required"}

    def registration(self, answer):
        client = from_text(answer["client_data"])
        made = from_text(answer["attestation_object"])

        def register(challenge=answer["challenge"], client_data=client, attestation=made):
            return self.server.register_complete(
                self.state(challenge), ClientData(client_data), AttestationObject(attestation)
            )

        def keep():
            credential = register().credential_data
            self.known[to_text(credential.credential_id)] = credential
            print(f"a key of the kind {type(credential.public_key).__name__}")

        other = to_text(b"x" * 32)
        self.expect("registration", True, keep)
        self.expect("challenge", False, lambda: register(challenge=other))
        for members in ({"type": "webauthn.get"}, {"origin": "https://evil.example"}):
            changed = changed_client(client, **members)
            self.expect(str(members), False, lambda data=changed: register(client_data=data))

    def assertion(self, answer):
        client = from_text(answer["client_data"])
        data = from_text(answer["authenticator_data"])
        signature = from_text(answer["signature"])
        credential = self.known[answer["credential_id"]]

        def check(challenge=answer["challenge"], client_data=client, auth=data, signed=signature):
            self.server.authenticate_complete(
                self.state(challenge),
                [credential],
                credential.credential_id,
                ClientData(client_data),
                AuthenticatorData(auth),
                signed,
            )

        self.expect("assertion", True, check)
        self.expect("challenge", False, lambda: check(challenge=to_text(b"x" * 32)))
        for members in ({"type": "webauthn.create"}, {"origin": "https://evil.example"}):
            changed = changed_client(client, **members)
            self.expect(str(members), False, lambda text=changed: check(client_data=text))
        for name, auth in (
            ("rp id", with_rp_id(data, "evil.example")),
            ("user absent", without_flag(data, USER_PRESENT)),
            ("user not verified", without_flag(data, USER_VERIFIED)),
            ("counter", data[:-1] + bytes([data[-1] ^ 1])),
        ):
            self.expect(name, False, lambda changed=auth: check(auth=changed))
        broken = signature[:-1] + bytes([signature[-1] ^ 1])
        self.expect("signature", False, lambda: check(signed=broken))


def main():
    world = json.load(sys.stdin)
    judge = Judge(world)
    for answer in world["registrations"]:
        judge.registration(answer)
    for answer in world["assertions"]:
        judge.assertion(answer)
    print(f"{judge.passed} passed, {judge.failed} failed")
    return 0 if judge.failed == 0 and judge.passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
