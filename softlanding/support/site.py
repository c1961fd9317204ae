"""The admin site: where network admins look things up. It has no sign-in of its own, and it only reads.

What people do goes through the portal's pages, which check the rules and write the history. Whatever any app registers
is made read-only here, so that no library can open a door.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

READING = ("GET", "HEAD", "OPTIONS")
Page = Callable[..., HttpResponseBase]
SIGN_IN = ("accounts", "account", "mfa", "usersessions")  # apps that share one subject


def may_look(user: Any) -> bool:
    """Network admins; middleware has asked for their second factor. Django's own flags have no part in it."""
    return bool(user.is_active and user.is_authenticated and user.is_network_admin)


class ReadOnly:
    """Laid over every admin class: it shows, and refuses every writing whatever the class allows."""

    actions = None
    list_editable = ()
    inlines = ()
    list_filter: tuple[Any, ...] = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_look(request.user)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return may_look(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_inline_instances(self, request: HttpRequest, obj: object = None) -> list[Any]:
        return []

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only by the filters that are shown: by "password__startswith" one could guess what no page shows."""
        return lookup.partition("__")[0] in [one for one in self.list_filter if isinstance(one, str)]

    def refuse(self, *args: object, **kwargs: object) -> None:
        raise PermissionDenied

    save_model = delete_model = delete_queryset = save_related = save_formset = refuse


class SupportSite(AdminSite):
    site_title = site_header = "softlanding"
    index_title = "Looking things up"
    site_url = "/"

    def register(self, model_or_iterable: Any, admin_class: type[Any] | None = None, **options: Any) -> None:
        shown = admin_class or ModelAdmin
        read_only = type(f"ReadOnly{shown.__name__}", (ReadOnly, shown), {"__module__": shown.__module__})
        super().register(model_or_iterable, read_only, **options)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By subject, not by library: what the sign-in library's apps keep stands together."""
        found = super().get_app_list(request, app_label)
        if app_label:
            return found
        models = [model for app in found if app["app_label"] in SIGN_IN for model in app["models"]]
        people = {"name": "People and how they sign in", "app_label": "accounts", "app_url": "", "models": models}
        return [people, *(app for app in found if app["app_label"] not in SIGN_IN)]

    def has_permission(self, request: HttpRequest) -> bool:
        return may_look(request.user)

    def admin_view(self, view: Page, cacheable: bool = False) -> Page:  # type: ignore[override]
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs) if request.method in READING else HttpResponseNotAllowed(READING)

        return guarded

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The portal's own sign-in, which counts tries and asks for the second factor."""
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")
