"""The secret on a one-time slip: how it is made, written, typed and kept; nothing here asks the database."""

import hashlib
import secrets

# Crockford's 32 signs: no I, L, O, U, so that what is read aloud or typed from paper is what was printed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
RANDOM_SIGNS = 26  # of 5 bits: 130 bits, where ASVS 6.4.1 asks for 112 and we for 128
CHECK_SIGNS = 2    # a slip of the finger is told from a wrong slip, without asking who is right
LENGTH = RANDOM_SIGNS + CHECK_SIGNS
GROUP = 4


def new_secret():
    """A fresh secret of 28 signs, 130 bits of them random."""
    body = "".join(secrets.choice(ALPHABET) for _sign in range(RANDOM_SIGNS))
    return body + _check(body)


def grouped(secret):
    """The secret as it is printed: `7K2M-…`, seven groups of four."""
    return "-".join(secret[start:start + GROUP] for start in range(0, len(secret), GROUP))


def read(text):
    """The secret that somebody typed or scanned, or None where it cannot be one.

    Small letters, blanks and hyphens do not matter; O is read as 0, I and L as 1. The last two signs must fit the
    others, so one wrong sign is found here 1,023 times in 1,024 and counts as no attempt.
    """
    signs = "".join(sign for sign in text.upper().translate(_READ_AS) if sign.isalnum())
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET):
        return None
    return signs if _check(signs[:RANDOM_SIGNS]) == signs[RANDOM_SIGNS:] else None


def hash_of(secret):
    """What is kept of a secret: SHA-256 in hexadecimal. It has 130 random bits, so it needs no salt."""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def _check(body):
    digest = hashlib.sha256(b"slip:" + body.encode("ascii")).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:CHECK_SIGNS])
