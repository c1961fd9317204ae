"""To look things up: the site only reads. What people do goes through the pages, which check the rules."""

from django.contrib import admin

from companies.company.models import Company, Membership, Residency


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("name", "kind", "people", "created_at")
    search_fields = ("name",)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("who", "company", "role", "state")
    list_filter = ("state", "role")
    list_select_related = ("company", "user")
    search_fields = ("email", "company__name")


@admin.register(Residency)
class ResidencyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("company", "park", "state", "since")
    list_filter = ("state",)
    list_select_related = ("company", "park")
    search_fields = ("company__name", "park__name")
