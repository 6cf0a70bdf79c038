"""The account of one person; look here for what the portal knows of its users."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sidalih.accounts.roles import OF_A_PROVINCE, ROLE_CHOICES, ROLES
from sidalih.accounts.scope import Scope


class User(AbstractBaseUser):
    """One person, one account: a role in one area. Accounts are never shared between people."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    area = models.CharField(max_length=4, db_collation="C")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

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
        ]

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
