"""Entering, leaving, and the language of the pages."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language

from sidalih.accounts.access import public


class EntryForm(AuthenticationForm):
    """The name and the secret; one and the same answer for an unknown name and a wrong secret."""

    error_messages = {
        "invalid_login": _("Nama pengguna atau kata sandi tidak cocok."),
        "inactive": _("Nama pengguna atau kata sandi tidak cocok."),
    }


enter = public(LoginView.as_view(template_name="accounts/masuk.html", authentication_form=EntryForm,
                                 redirect_authenticated_user=True))
leave = public(LogoutView.as_view())
language = public(set_language)
