"""A security key made of software: what it answers, and what a dishonest one would."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, WITH_KEY = 0x01, 0x40
HERE = "http://localhost"


def as_text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")


class Device:
    """Holds one passkey, and counts how often it was used."""

    def __init__(self, host: str = "localhost") -> None:
        self.host, self.count = host, 0
        self.credential = secrets.token_bytes(32)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def make(self, challenge: str, origin: str = HERE) -> str:
        """What it answers to `navigator.credentials.create`."""
        number = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: number.x.to_bytes(32, "big"), -3: number.y.to_bytes(32, "big")}
        )
        length = len(self.credential).to_bytes(2, "big")
        data = self._data(PRESENT | WITH_KEY) + bytes(16) + length + self.credential + public
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", challenge, origin)
        return self._answer(clientDataJSON=said, attestationObject=attested)

    def sign(self, challenge: str, origin: str = HERE) -> str:
        """What it answers to `navigator.credentials.get`."""
        self.count += 1
        data, said = self._data(PRESENT), self._said("webauthn.get", challenge, origin)
        signed = data + hashlib.sha256(said).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big")

    def _said(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _answer(self, **response: bytes) -> str:
        said = {name: as_text(octets) for name, octets in response.items()}
        name = as_text(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": said})


def forged(answer: str) -> str:
    """With a signature of somebody else."""
    told = json.loads(answer)
    octets = bytearray(urlsafe_b64decode(told["response"]["signature"] + "==="))
    octets[-1] ^= 1
    told["response"]["signature"] = as_text(bytes(octets))
    return json.dumps(told)
