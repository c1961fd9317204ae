from django.contrib.admin.apps import AdminConfig


class SupportConfig(AdminConfig):
    """Django's admin app with the portal's own site, which only reads."""

    default_site = "softlanding.support.site.SupportSite"

    def ready(self) -> None:
        super().ready()  # every app says what it has to show
        from softlanding.support import admin as _admin  # noqa: F401  (the last word on what is shown)
