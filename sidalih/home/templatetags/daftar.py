"""Looking a key up in a dictionary; look here when a template needs the name behind a code."""

from django import template

register = template.Library()


@register.filter
def ambil(mapping: dict, key: object) -> object:
    """Give `mapping[key]`, or the key itself where there is none: an unknown code is shown, never hidden."""
    return mapping.get(key, key)


@register.filter
def tanda(mapping: dict, key: object) -> object:
    """Give `mapping[key]`, or nothing at all: for marks that most cells do not have."""
    return mapping.get(key, "")
