"""What an error report may hold: no values, only names. Look here before adding anything to a log."""

from django.views.debug import SafeExceptionReporterFilter


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
