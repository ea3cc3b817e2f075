"""Signing: one Ed25519 key in a file, made on first start; former keys stay for whoever verifies what they signed."""

import base64
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from service.problems import Unprocessable, bad_input

_ALGORITHM: Final = "Ed25519"
_FORMER: Final = "former"


@dataclass(frozen=True)
class Signer:
    """The key that signs and those that signed before it."""

    key: OKPKey
    former: tuple[OKPKey, ...] = ()

    @classmethod
    def fresh(cls) -> "Signer":
        """A signer with a new key that is kept nowhere: for tests and for what nobody verifies later."""
        return cls(_named(OKPKey.generate_key("Ed25519")))

    @classmethod
    def from_file(cls, path: Path) -> "Signer":
        """The signer whose key lies in a file; the file is made where it is missing, readable by its owner alone.

        Raises:
            BadInput: the file holds no Ed25519 key.
        """
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_new(path, OKPKey.generate_key("Ed25519"))
        former = sorted((path.parent / _FORMER).glob("*.jwk"))
        return cls(_read(path), tuple(_read(each) for each in former))

    @cached_property
    def kid(self) -> str:
        """The thumbprint of the key (RFC 7638)."""
        return str(self.key.kid)

    @cached_property
    def _protected(self) -> dict[str, str]:
        return {"alg": _ALGORITHM, "kid": self.kid}

    def sign(self, payload: bytes) -> str:
        """The payload as a compact JWS."""
        return jws.serialize_compact(dict(self._protected), payload, self.key, algorithms=[_ALGORITHM])

    def works(self) -> bool:
        """Whether what it signs verifies."""
        probe = b"ready"
        return verified(self.sign(probe), self.public) == probe

    @property
    def public(self) -> dict[str, object]:
        """The public keys, newest first, as a JWK set."""
        return {"keys": [each.as_dict(private=False) for each in (self.key, *self.former)]}


def rotate(path: Path) -> Signer:
    """Put a new key in the file; the present one moves to the folder of former keys and verifies on."""
    signer = Signer.from_file(path)
    (path.parent / _FORMER).mkdir(mode=0o700, exist_ok=True)
    path.rename(path.parent / _FORMER / f"{signer.kid}.jwk")
    _write_new(path, OKPKey.generate_key("Ed25519"))
    return Signer.from_file(path)


def verified(token: str, keys: dict[str, object]) -> bytes:
    """The payload of a compact JWS that one of the keys signed.

    Raises:
        Unprocessable: it is no JWS, its key is unknown, or the signature does not fit.
    """
    try:
        key_set = KeySet.import_key_set(keys)  # type: ignore[arg-type]
        return bytes(jws.deserialize_compact(token.strip(), key_set, algorithms=[_ALGORITHM]).payload)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        reason = str(error) or type(error).__name__
        raise Unprocessable("receipt.signature", reason=reason) from None


def assembled(protected: str, payload: bytes, signature: str) -> str:
    """A compact JWS from its parts."""
    return f"{protected}.{base64.urlsafe_b64encode(payload).rstrip(b'=').decode()}.{signature}"


def _named(key: OKPKey) -> OKPKey:
    key.ensure_kid()
    return key


def _read(path: Path) -> OKPKey:
    try:
        return _named(OKPKey.import_key(json.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError, JoseError):
        raise bad_input(path.name, "key.unreadable", variant="private") from None


def _write_new(path: Path, key: OKPKey) -> None:
    """Write a key beside the path and link it there, so that of processes that start together one wins, whole."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(key.as_dict(private=True), file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
