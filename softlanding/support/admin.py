"""What support needs to see beside parks and companies: people and how they sign in, notices and their delivery, jobs.

Nothing here shows a secret: no password's hash, no second factor's data, no session's key, no mail's text (it may hold
a code or a link that signs somebody in).
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin import ModelAdmin, register, site
from django.contrib.auth.models import Group

from softlanding.accounts.models import User
from softlanding.notices.models import Notice
from softlanding.operations.models import Heartbeat, JobRun

for model in (Group, EmailAddress, Authenticator, UserSession):  # as their libraries would show them
    site.unregister(model)


@register(User)
class UserAdmin(ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("email", "name", "is_network_admin", "is_active", "last_login", "date_joined")
    list_filter = ("is_network_admin", "is_active")
    search_fields = ("email", "name")
    fields = list_display


@register(EmailAddress)
class EmailAddressAdmin(ModelAdmin):  # type: ignore[type-arg]
    list_display = fields = ("email", "user", "verified", "primary")
    list_filter = ("verified",)
    list_select_related = ("user",)
    search_fields = ("email", "user__email", "user__name")


@register(Authenticator)
class AuthenticatorAdmin(ModelAdmin):  # type: ignore[type-arg]
    list_display = fields = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")


@register(UserSession)
class UserSessionAdmin(ModelAdmin):  # type: ignore[type-arg]
    list_display = fields = ("user", "created_at", "last_seen_at", "ip", "user_agent")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__name")


@register(Notice)
class NoticeAdmin(ModelAdmin):  # type: ignore[type-arg]
    list_display = ("address", "subject", "created_at", "delivery")
    list_select_related = ("recipient",)
    search_fields = ("address", "key", "recipient__name")
    fields = (
        "recipient", "address", "key", "subject", "created_at", "read_at", "delivery", "sent_at", "next_try_at",
        "given_up_at", "tries", "last_error",
    )  # fmt: skip


@register(JobRun)
class JobRunAdmin(ModelAdmin):  # type: ignore[type-arg]
    list_display = fields = ("name", "started_at", "ended_at", "outcome", "detail")
    list_filter = ("name", "outcome")


@register(Heartbeat)
class HeartbeatAdmin(ModelAdmin):  # type: ignore[type-arg]
    list_display = fields = ("part", "seen_at")
