"""`manage.py check --deploy` says what the server would refuse; see environment.py."""

from django.core.checks import Error, Tags, register

from sidalih.hardening.environment import unsafe


@register(Tags.security, deploy=True)
def settings_may_be_served(app_configs, **_options):
    """Our own list, as Django's errors."""
    return [Error(sentence, id=number) for number, sentence in unsafe()]
