"""To look things up; what people do goes through the pages, which check the rules and write the history."""

from django.contrib import admin

from parks.models import Membership, Park, ParkStep
from softlanding.kernel.read_only import ReadOnly


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
