"""The roof: every address of the portal, a line a room."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from softlanding import acting, style, theme

urlpatterns: list[URLPattern | URLResolver] = [
    path("", TemplateView.as_view(template_name="welcome.html"), name="today"),
    path("parks/", include("parks.urls")),
    path("companies/", include("companies.urls")),
    path("", include("exchanges.urls")),
    path("notices/", include("softlanding.notices.urls")),
    path("me/", include("softlanding.accounts.urls")),
    path("act-for/", acting.ActFor.as_view(), name="act_for"),
    path("theme/", theme.choose, name="theme"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("style/", style.sheet, name="style"),
]
