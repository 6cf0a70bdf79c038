"""What an area code says by itself, without asking the database."""


def dotted(code):
    """35.78.04.1001 for 3578041001; codes of any level, '' stays ''."""
    parts = [code[:2], code[2:4], code[4:6], code[6:10]]
    return ".".join(part for part in parts if part)


def is_within(code, area):
    """Whether `code` is the area itself or lies below it. An empty area contains nothing."""
    return bool(area) and code.startswith(area)
