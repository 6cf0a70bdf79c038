"""Saying no in words an operator understands; every action of the portal refuses with this."""


class Refused(Exception):
    """A request that the portal declines, for a reason the person can act on.

    `code` is stable and appears in `--json` answers; `message` is a translated sentence; `detail` holds
    values for the page (never personal data). A refusal rolls back whatever its transaction had done.
    """

    def __init__(self, code, message, **detail):
        super().__init__(code)
        self.code = code
        self.message = message
        self.detail = detail
