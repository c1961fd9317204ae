"""The only writers of a person's own facts; sign-in itself is allauth's."""

from softlanding.accounts.models import User


def rename(user: User, *, name: str) -> User:
    user.name = name
    user.save(update_fields=["name"])
    return user
