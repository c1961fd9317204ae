"""The addresses of companies. The roof passes the page of a company that the rooms above extend."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from companies.company import views
from companies.company.queries import PEOPLE
from softlanding.memberships.urls import people_urls

View = Callable[..., Any]
DETAIL = views.Detail.as_view()


def patterns(detail: View = DETAIL) -> list[URLPattern]:
    """For include((patterns(...), "companies"))."""
    return [
        path("", views.Companies.as_view(), name="list"),
        path("create/", views.Create.as_view(), name="create"),
        path("join/", views.Join.as_view(), name="join"),
        *people_urls(PEOPLE, "<int:key>"),
        path("<int:key>/", detail, name="detail"),
        path("<int:key>/edit/", views.Edit.as_view(), name="edit"),
        path("<int:key>/claim/", views.Claim.as_view(), name="claim"),
        path("residency/<int:key>/verify/", views.Verify.as_view(), name="verify"),
        path("residency/<int:key>/refuse/", views.Refuse.as_view(), name="refuse"),
        path("residency/<int:key>/end/", views.End.as_view(), name="end"),
        path("at/<str:key>/", views.Residents.as_view(), name="residents"),
        path("at/<str:key>/add/", views.AddResident.as_view(), name="add_resident"),
    ]


app_name = "companies"
urlpatterns = patterns()
