"""Area codes as people read them; look here for the dots of `35.78.04.1001`."""

from django import template

register = template.Library()

NOTHING = "–"


@register.filter
def titik(code: object) -> str:
    """Write an area code with dots after province, regency and district: 3578041001 → `35.78.04.1001`.

    Codes are stored without dots; a code that already has some, or is no code, comes back as it is.
    """
    text = "" if code is None else str(code)
    if not text:
        return NOTHING
    if not text.isdigit():
        return text
    parts = [text[:2], text[2:4], text[4:6], text[6:]]
    return ".".join(part for part in parts if part)
