"""The addresses of a park's fact sheet, below those of parks."""

from django.urls import path

from parks.fact_sheets import views

app_name = "fact_sheets"
urlpatterns = [
    path("<str:key>/fact-sheet/", views.Edit.as_view(), name="edit"),
    path("<str:key>/fact-sheet/check/", views.Check.as_view(), name="check"),
]
