"""Which rolls are loaded; nothing of voters."""

from voters.models import Roll


def any_loaded(area):
    """Whether any regency of an area has a roll."""
    return Roll.objects.filter(regency__startswith=area, revision__gt=0).exists()


def revisions(area):
    """{regency: revision} of the rolls loaded in an area."""
    return dict(Roll.objects.filter(regency__startswith=area, revision__gt=0).values_list("regency", "revision"))
