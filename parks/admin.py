"""To look things up; what people do goes through the pages, which check the rules and write the history."""

from django.contrib import admin
from django.http import HttpRequest

from parks.models import Membership, Park, ParkStep


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Park)
class ParkAdmin(ReadOnly):
    list_display = ("name", "country", "city", "state", "code")
    list_filter = ("state", "country")
    search_fields = ("name", "code", "city")


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ("who", "park", "role", "state")
    list_filter = ("state", "role")
    list_select_related = ("park", "user")
    search_fields = ("email", "park__name")


@admin.register(ParkStep)
class ParkStepAdmin(ReadOnly):
    list_display = ("park", "verb", "acted_for", "at")
    list_select_related = ("park",)
