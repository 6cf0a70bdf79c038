"""What an error report may hold: no values, only names. Look here before adding anything to a log."""

import logging
import re
import traceback

from django.views.debug import SafeExceptionReporterFilter

# What could be a NIK or NKK: sixteen digits or more, also as people write them (3578.0101.0190.0001).
# Groups have an even number of digits, so that versions and addresses stay readable; two dates in a row do not.
NUMBER = re.compile(r"(?<!\d)(?:\d{2}(?:[ .\-]?\d{2}){7,}|\d{16,})(?!\d)")


def place_of(error):
    """Kind and way of an error as lines "file:line function", never its words: PostgreSQL quotes rows in them."""
    frames = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return "\n".join([type(error).__qualname__, *frames])


class QuietFormatter(logging.Formatter):
    """Log lines without the words of exceptions, and without any number that could be a NIK (UU 27/2022)."""

    def format(self, record):
        """The line, with whatever could be a NIK or NKK starred out."""
        return NUMBER.sub("*" * 16, super().format(record))

    def formatException(self, ei):
        """Type and frames only."""
        return place_of(ei[1])


class SilentReporterFilter(SafeExceptionReporterFilter):
    """Hides every POST value and local variable: operators type NIK and NKK into both (UU 27/2022)."""

    def is_active(self, request):
        """Always: personal data is as personal while DEBUG is on."""
        return True

    def get_post_parameters(self, request):
        """Names of the fields, with their values replaced."""
        if request is None:
            return {}
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request, tb_frame):
        """Names of the local variables, with their values replaced."""
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]
