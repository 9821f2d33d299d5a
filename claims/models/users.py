"""The people who sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property


class User(AbstractUser):
    """One row is a person who signs in; what they may do follows from their groups."""

    wants_digest = models.BooleanField(
        "daily mail",
        default=False,
        db_default=False,
        help_text="Mail me once a day what I have not read in my notices.",
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique_without_case",
                violation_error_message="Somebody has this user name already.",
            ),
        ]

    @property
    def display_name(self) -> str:
        """The name that signs this person's work."""
        return self.get_full_name() or self.username

    @cached_property
    def role_names(self) -> frozenset[str]:
        """The names of this person's groups, read once for each time the person is loaded."""
        return frozenset(self.groups.values_list("name", flat=True))
