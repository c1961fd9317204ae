"""The address of what a company needs; it stands among those of companies."""

from django.urls import path

from companies.needs import views

app_name = "needs"
urlpatterns = [
    path("<int:key>/needs/", views.StateNeeds.as_view(), name="state"),
]
