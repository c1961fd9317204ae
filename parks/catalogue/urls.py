"""The addresses of the catalogue, below those of parks, which count who uses an entry."""

from django.urls import URLPattern, path

from parks.catalogue import views


def patterns(uses: views.Uses) -> list[URLPattern]:
    """For include((patterns(...), "catalogue"))."""
    return [
        path("", views.List.as_view(), name="list"),
        path("add-service/", views.AddService.as_view(), name="add_service"),
        path("add-sector/", views.AddSector.as_view(), name="add_sector"),
        path("services/<str:key>/", views.EditService.as_view(uses=uses), name="edit_service"),
        path("sectors/<str:key>/", views.EditSector.as_view(uses=uses), name="edit_sector"),
        path("<str:entries>/<str:key>/retire/", views.Retire.as_view(uses=uses), name="retire"),
        path("<str:entries>/<str:key>/restore/", views.Restore.as_view(uses=uses), name="restore"),
    ]
