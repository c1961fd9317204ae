"""The addresses of parks. The roof passes the directory and detail views that exchanges extends."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from parks.catalogue.urls import patterns as patterns_of_catalogue
from parks.park import views
from parks.park.queries import PEOPLE, parks_using
from softlanding.memberships.urls import people_urls
from softlanding.memberships.views import Join

View = Callable[..., Any]


DIRECTORY, DETAIL = views.Directory.as_view(), views.Detail.as_view()


def patterns(directory: View = DIRECTORY, detail: View = DETAIL) -> list[URLPattern | URLResolver]:
    """For include((patterns(...), "parks"))."""
    return [
        path("", directory, name="directory"),
        path("add/", views.Add.as_view(), name="add"),
        path("apply/", views.Apply.as_view(), name="apply"),
        path("catalogue/", include((patterns_of_catalogue(parks_using), "catalogue"))),
        *people_urls(PEOPLE),
        path("<str:key>/", detail, name="detail"),
        path("<str:key>/edit/", views.Edit.as_view(), name="edit"),
        path("<str:key>/admit/", views.Admit.as_view(), name="admit"),
        path("<str:key>/suspend/", views.Suspend.as_view(), name="suspend"),
        path("<str:key>/join/", Join.as_view(room=PEOPLE), name="join"),
    ]


app_name = "parks"
urlpatterns = patterns()
