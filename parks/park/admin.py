"""To look things up: the site only reads. What people do goes through the pages, which check the rules."""

from django.contrib import admin

from parks.park.models import Membership, Park, ParkStep


@admin.register(Park)
class ParkAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("name", "country", "city", "state", "code")
    list_filter = ("state", "country")
    search_fields = ("name", "code", "city")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("who", "park", "role", "state")
    list_filter = ("state", "role")
    list_select_related = ("park", "user")
    search_fields = ("email", "park__name")


@admin.register(ParkStep)
class ParkStepAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("park", "verb", "acted_for", "at")
    list_select_related = ("park",)
