"""The addresses of a park's programme, below those of parks."""

from django.urls import path

from parks.programmes import views

app_name = "programmes"
urlpatterns = [
    path("<str:key>/programme/", views.Edit.as_view(), name="edit"),
    path("<str:key>/programme/spaces/", views.Spaces.as_view(), name="edit_spaces"),
    path("<str:key>/programme/check/", views.Check.as_view(), name="check"),
]
