"""To look things up; what people do goes through the pages, which check the rules and write the history."""

from django.contrib import admin

from companies.models import Company, Membership, Residency
from parks.admin import ReadOnly


@admin.register(Company)
class CompanyAdmin(ReadOnly):
    list_display = ("name", "kind", "people", "created_at")
    search_fields = ("name",)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ("who", "company", "role", "state")
    list_filter = ("state", "role")
    list_select_related = ("company", "user")
    search_fields = ("email", "company__name")


@admin.register(Residency)
class ResidencyAdmin(ReadOnly):
    list_display = ("company", "park", "state", "since")
    list_filter = ("state",)
    list_select_related = ("company", "park")
    search_fields = ("company__name", "park__name")
