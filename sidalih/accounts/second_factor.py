"""Arithmetic of second factors: secrets, six-digit codes (RFC 6238), recovery codes; knows no database."""

import base64
import hashlib
import re
import secrets
import time
from typing import NamedTuple
from urllib.parse import quote, urlencode

import segno
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.safestring import mark_safe
from django_otp.oath import TOTP

STEP, DIGITS, WINDOW = 30, 6, 1
SECRET_BYTES = 20                # 160 bits, as RFC 4226 asks
ISSUER = "Sidalih"
RECOVERY_CODES = 10
# Signs that are not mistaken for each other on paper (Crockford's 32); sixteen of them are 80 bits.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RECOVERY_LENGTH = 16
_READ_AS = str.maketrans("OIL", "011")


class Enrolment(NamedTuple):
    """What somebody needs to set up his app: the secret to type, the address in the QR, and the QR as SVG."""

    secret_text: str
    uri: str
    svg: str


def new_secret():
    """160 random bits."""
    return secrets.token_bytes(SECRET_BYTES)


def enrolment(secret, username):
    """The Enrolment of a secret; the SVG carries classes only, so that a strict CSP shows it."""
    text = base64.b32encode(secret).decode()
    uri = otpauth_uri(secret, username)
    svg = segno.make(uri, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    return Enrolment(" ".join(text[at:at + 4] for at in range(0, len(text), 4)), uri,
                     mark_safe(svg))  # made of modules; holds nothing that was typed


def otpauth_uri(secret, username):
    """The address that authenticator apps read from the QR."""
    query = urlencode({"secret": base64.b32encode(secret).decode(), "issuer": ISSUER, "algorithm": "SHA1",
                       "digits": DIGITS, "period": STEP})
    return f"otpauth://totp/{quote(f'{ISSUER}:{username}')}?{query}"


def step_now():
    """The number of the 30-second step that runs."""
    return int(time.time()) // STEP


def check(secret, code, last_step=-1):
    """The step to which a six-digit code belongs, or None: one step early or late is taken, a spent one is not."""
    digits = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits):
        return None
    totp = TOTP(secret, step=STEP, digits=DIGITS)
    totp.time = time.time()  # the same moment for the question and the answer
    return totp.t() if totp.verify(int(digits), tolerance=WINDOW, min_t=last_step + 1) else None


def code_at(secret, step):
    """The six digits of a step, as an app shows them."""
    totp = TOTP(secret, step=STEP, digits=DIGITS)
    totp.time = step * STEP
    return f"{totp.token():0{DIGITS}d}"


def next_code(secret, last_step=-1):
    """(a code that is taken now and not spent, 0), or ("", the seconds until there is one)."""
    now = step_now()
    step = max(last_step + 1, now)
    if step > now + WINDOW:
        return "", max(1, (step - WINDOW) * STEP - int(time.time()))
    return code_at(secret, step), 0


def new_recovery_code():
    """Four groups of four signs, 80 bits."""
    signs = "".join(secrets.choice(_ALPHABET) for _sign in range(_RECOVERY_LENGTH))
    return "-".join(signs[at:at + 4] for at in range(0, _RECOVERY_LENGTH, 4))


def recovery_hash(code):
    """What is kept of a recovery code, however it was typed; None for something that cannot be one.

    A plain SHA-256: nobody guesses 80 random bits, so nothing is gained by a slow one.
    """
    signs = re.sub(r"[\s-]", "", code).upper().translate(_READ_AS)
    if len(signs) != _RECOVERY_LENGTH or set(signs) - set(_ALPHABET):
        return None
    return hashlib.sha256(signs.encode()).hexdigest()


def seal(secret, owner):
    """The secret encrypted, bound to its owner's number, so that rows cannot be exchanged."""
    return _cipher().encrypt(b"%d:%b" % (owner, secret))


def unseal(sealed, owner):
    """The secret, or None: the key has gone, or the row was another person's."""
    try:
        number, _colon, secret = _cipher().decrypt(bytes(sealed)).partition(b":")
    except InvalidToken:
        return None
    return secret if number == b"%d" % owner else None


def reseal(sealed):
    """The same under the present SECRET_KEY. Raises InvalidToken when no key opens it."""
    return _cipher().rotate(bytes(sealed))


def _cipher():
    """The present key encrypts; those in SECRET_KEY_FALLBACKS still open what they closed."""
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(key):
    derived = HKDF(SHA256(), length=32, salt=None, info=b"sidalih.accounts.second_factor").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
