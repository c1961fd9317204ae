"""How people sign in, and how each of their requests finds them again."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from softlanding.accounts.models import User
from softlanding.kernel.composed import composed, first


class SignIn(AuthenticationBackend):
    """allauth's own; who is signed in is asked on every page, so this one question is composed once."""

    def get_user(self, user_id: int) -> User | None:
        user = first(_by_key(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None


@composed
def _by_key(user_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=user_id)
