"""The roof: every address of the portal, a line a room."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from companies.company.urls import patterns as patterns_of_companies
from companies.needs.views import Detail as CompanyDetail
from exchanges.directory import views as directory
from exchanges.today.views import Today
from parks.park.urls import patterns
from softlanding import acting, style, theme

handler500 = "softlanding.faults.server_error"

parks: list[URLPattern | URLResolver] = [
    *patterns(directory.Directory.as_view(), directory.Detail.as_view()),
    path("", include("parks.programmes.urls")),
    path("", include("parks.fact_sheets.urls")),
]
companies: list[URLPattern | URLResolver] = [
    *patterns_of_companies(CompanyDetail.as_view()),
    path("", include("companies.needs.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", Today.as_view(), name="today"),
    path("parks/", include((parks, "parks"))),
    path("open-data/", include("exchanges.directory.urls")),
    path("companies/", include((companies, "companies"))),
    path("", include("exchanges.urls")),
    path("notices/", include("softlanding.notices.urls")),
    path("me/", include("softlanding.accounts.urls")),
    path("act-for/", acting.ActFor.as_view(), name="act_for"),
    path("theme/", theme.choose, name="theme"),
    path("accounts/", include("softlanding.sign_in.urls")),
    path("demo/", include("softlanding.demo.urls")),
    path("admin/", admin.site.urls),
    path("style/", style.sheet, name="style"),
]
