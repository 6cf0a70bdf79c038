"""One table for provinces, regencies, districts and villages; look here for what a region is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """How far down an area lies; the length of its code follows from it."""

    PROVINCE = 1, _("Provinsi")
    REGENCY = 2, _("Kabupaten/Kota")
    DISTRICT = 3, _("Kecamatan")
    VILLAGE = 4, _("Desa/Kelurahan")


class Area(models.Model):
    """A region with its Kemendagri code without dots (35, 3578, 357804, 3578041001).

    A prefix of a code is an ancestor. Villages are merged and split, so every row says from when to when
    it was valid; null means since before, or until after, what the source knows.
    """

    code = models.CharField(max_length=10, primary_key=True, db_collation="C")
    name = models.CharField(max_length=80)
    level = models.SmallIntegerField(choices=Level)
    kind = models.CharField(max_length=12, help_text="provinsi, kabupaten, kota, kecamatan, kelurahan, desa")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        """Ordered by code, which is geographical order within a parent."""

        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="area_code_fits_level", condition=models.Q(
                code__regex=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10})$")),
            models.CheckConstraint(name="area_valid_in_order", condition=models.Q(valid_from=None)
                                   | models.Q(valid_to=None)
                                   | models.Q(valid_to__gt=models.F("valid_from"))),
        ]

    def __str__(self):
        """The name; codes are shown where two areas could be mistaken."""
        return self.name
