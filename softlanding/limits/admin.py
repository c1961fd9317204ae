"""Who ran into a limit, for network admins."""

from django.contrib import admin

from softlanding.kernel.read_only import ReadOnly
from softlanding.limits.models import LimitReached


@admin.register(LimitReached)
class LimitReachedAdmin(ReadOnly):
    list_display = ("who", "kind", "by", "times", "first_at", "last_at")
    list_filter = ("kind", "by", "day")
    list_select_related = ("person",)
    search_fields = ("who", "person__email")
    exclude = ("key",)
