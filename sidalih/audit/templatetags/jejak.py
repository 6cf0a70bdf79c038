"""The head of an office's chain for printed forms; look here when a form should prove what was recorded before it."""

from django import template

from sidalih import audit

register = template.Library()


@register.simple_tag
def kepala_jejak(regency):
    """Write the head of a chain: `{% kepala_jejak batch.regency %}` gives 3578:412:9f3c21a1/b2c3d4e5."""
    return audit.head(regency)
