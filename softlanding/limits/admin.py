"""Who ran into a limit, for network admins."""

from django.contrib import admin

from softlanding.limits.models import LimitReached


@admin.register(LimitReached)
class LimitReachedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("who", "kind", "by", "times", "first_at", "last_at")
    list_filter = ("kind", "by", "day")
    list_select_related = ("person",)
    search_fields = ("who", "person__email")
    exclude = ("key",)
