"""Settings that may not be served: look here when the portal refuses to start."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})
FEWEST_CHARACTERS, FEWEST_KINDS = 50, 8
PLACEHOLDERS = ("django-insecure", "changeme", "change-me", "secret", "rahasia", "build", "example", "contoh")


def unsafe(conf=settings):
    """[(id, sentence)] of what is wrong; empty for an installation that may be served.

    Embedded installations pass by themselves: their key is random and they listen to this machine.
    """
    return [*_keys(conf), *_hosts(conf)]


def refuse_unsafe():
    """Raise ImproperlyConfigured with all sentences at once; called before the first request is taken."""
    found = unsafe()
    if found:
        raise ImproperlyConfigured("\n".join(f"{number}: {sentence}" for number, sentence in found))


def _keys(conf):
    """The key and its predecessors; while DEBUG is on, which is for this machine only, any key will do."""
    if conf.DEBUG:
        return
    former = (("SECRET_KEY_FALLBACKS", key) for key in conf.SECRET_KEY_FALLBACKS)
    for name, key in (("SECRET_KEY", conf.SECRET_KEY), *former):
        if len(key) < FEWEST_CHARACTERS or len(set(key)) < FEWEST_KINDS:
            yield "hardening.E001", (f"{name} is too short to be a secret: make one with "
                                     "`python3 -c \"import secrets; print(secrets.token_hex(32))\"`.")
        elif key.lower().startswith(PLACEHOLDERS):
            yield "hardening.E002", f"{name} is a placeholder that anybody can read."


def _hosts(conf):
    hosts = set(conf.ALLOWED_HOSTS)
    if "*" in hosts:
        yield "hardening.E003", "ALLOWED_HOSTS must name the portal's hosts; * lets anybody's name into our links."
    if conf.DEBUG and hosts - LOCAL:
        yield "hardening.E004", "DEBUG shows the portal's inside to visitors; it is for localhost only."
    if getattr(conf, "DEMO", False) and conf.SECURE_COOKIES:
        yield "hardening.E005", "SIDALIH_DEMO shows codes of second factors on pages: never where real people enter."
