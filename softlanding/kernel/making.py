"""A verb that begins a record: there is nothing to look up yet, so only the person's right is asked."""

from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.views import View

from softlanding.kernel.views import ActionView


class MakeView(ActionView):
    """GET shows an empty form, POST makes the record. Without `permission`, signing in is enough."""

    permission = ""

    def knows_of_it(self) -> bool:
        """Whether she sees the room it is made in: a colleague is refused, for a stranger there is no such page."""
        return True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if self.permission and not rules.has_perm(self.permission, request.user):
            if not self.knows_of_it():
                raise Http404
            raise PermissionDenied
        self.object = None
        return View.dispatch(self, request, *args, **kwargs)
