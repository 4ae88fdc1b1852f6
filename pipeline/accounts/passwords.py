"""Passwords kept so that a stolen file does not give them away: scrypt (RFC 7914), from the standard library.

Argon2 would need one more compiled package; scrypt is memory-hard too, and N = 2^15, r = 8, p = 3 is one of the
equally strong settings of the OWASP Password Storage Cheat Sheet, the one that takes least memory (32 MiB). The
setting stands with every hash: it can be raised without locking anybody out.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from threading import BoundedSemaphore

from pipeline.errors import AccountError

SHORTEST, LONGEST = 10, 200
"""Characters of a password. Length is what counts (NIST SP 800-63B, 3.1.1.2): no rules about kinds of characters."""

COST = (15, 8, 3)  # log2 N, r, p
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when read aloud or off paper
_AT_ONCE = BoundedSemaphore(2)  # many people signing in together must not take the memory of a small machine


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    salt = secrets.token_bytes(16)
    return _written(COST, salt, _derived(password, salt, COST))


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one of which this was kept.

    Examples
    --------
    >>> matches("đúng mật khẩu", hashed("đúng mật khẩu")), matches("sai mật khẩu", nobodys())
    (True, False)
    """
    _, log_n, r, p, salt, key = kept.split("$")
    derived = _derived(password, bytes.fromhex(salt), (int(log_n), int(r), int(p)))
    return secrets.compare_digest(derived, bytes.fromhex(key))


def nobodys() -> str:
    """Return what no password matches: it takes as long to try as a real one, so that names cannot be found out."""
    return _written(COST, bytes(16), bytes(64))


def check(password: str, name: str) -> None:
    """Refuse a password that is easily guessed.

    Raises
    ------
    AccountError
        It is too short or too long, little more than the name, or few letters over and over.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountError(
            f"Mật khẩu dài {len(password)} ký tự, cần từ {SHORTEST} đến {LONGEST} (password length); "
            "một câu vài từ dễ nhớ là tốt."
        )
    without_name = password.casefold().replace(name.casefold(), "")
    if len(without_name) < SHORTEST // 2 or len(set(password)) < SHORTEST // 2:
        raise AccountError("Mật khẩu dễ đoán (easily guessed); chọn một câu vài từ, không có tên tài khoản.")


def invented() -> str:
    """Return a new password to be told to somebody: 16 letters in fours, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _derived(password: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    """Return the key of a password; the same for both Unicode forms in which keyboards type Vietnamese."""
    log_n, r, p = cost
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    with _AT_ONCE:
        return hashlib.scrypt(typed, salt=salt, n=1 << log_n, r=r, p=p, maxmem=128 * r * ((1 << log_n) + p + 2))


def _written(cost: tuple[int, int, int], salt: bytes, key: bytes) -> str:
    return "$".join(["scrypt", *map(str, cost), salt.hex(), key.hex()])
