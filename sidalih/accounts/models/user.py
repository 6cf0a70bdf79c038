"""The account of one person; look here for what the portal knows of its users."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from sidalih.accounts.roles import OF_A_PROVINCE, ROLE_CHOICES, ROLES
from sidalih.accounts.scope import Scope


class User(AbstractBaseUser):
    """One person, one account: a role in one area. Accounts are never shared between people."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    area = models.CharField(max_length=4, db_collation="C")
    is_active = models.BooleanField(default=True)  # False: revoked
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True)  # when the person chose his own password
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)           # the last day of the appointment
    leave_from = models.DateField(null=True)        # on leave, both days included: the account rests
    leave_until = models.DateField(null=True)
    # Raised to end every session of the person at once: it is part of what a session is checked against.
    generation = models.PositiveIntegerField(default=0)
    demo = models.BooleanField(default=False)       # an invented person of a demonstration

    objects = BaseUserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["role", "area"]

    class Meta:
        """The area is a province or a regency."""

        ordering = ["username"]
        constraints = [
            models.CheckConstraint(name="user_area_province_or_regency",
                                   condition=models.Q(area__regex=r"^[0-9]{2}([0-9]{2})?$")),
            models.CheckConstraint(name="user_role_known", condition=models.Q(role__in=list(ROLES))),
            models.CheckConstraint(name="user_revoked_is_inactive",
                                   condition=models.Q(revoked_at__isnull=True) | models.Q(is_active=False)),
            models.CheckConstraint(
                name="user_leave_has_two_ends",
                condition=models.Q(leave_from__isnull=True, leave_until__isnull=True)
                | models.Q(leave_from__isnull=False, leave_until__gte=models.F("leave_from"))),
        ]

    def get_session_auth_hash(self):
        """What a session is checked against: it changes with the password and with the generation."""
        return salted_hmac("sidalih.accounts.session", f"{self.password}:{self.generation}",
                           algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self):
        """The same under retired keys, so that a rotation of SECRET_KEY signs nobody out."""
        for key in settings.SECRET_KEY_FALLBACKS:
            yield salted_hmac("sidalih.accounts.session", f"{self.password}:{self.generation}", secret=key,
                              algorithm="sha256").hexdigest()

    def may_enter_on(self, day):
        """Whether the account is open on a day: not revoked, not past its end, not on leave."""
        on_leave = self.leave_from is not None and self.leave_from <= day <= self.leave_until
        return self.is_active and not on_leave and (self.ends_on is None or day <= self.ends_on)

    def __str__(self):
        """The username, which is public within the office."""
        return self.username

    @property
    def scope(self):
        """The person's role and area."""
        return Scope(self.role, self.area)

    @property
    def role_name(self):
        """The role in the reader's language."""
        return ROLES[self.role].name

    def may(self, permission):
        """Whether the person's role carries a permission, and his area is one that it is about."""
        if permission in OF_A_PROVINCE and len(self.area) != 2:
            return False
        return self.is_active and permission in ROLES[self.role].permissions
