"""Addresses of the open data: they stay as they are. The directory's own stand with the parks (softlanding/urls.py)."""

from django.urls import path, re_path

from exchanges.directory import open_data_views as views

app_name = "open_data"
urlpatterns = [
    path("", views.OpenData.as_view(), name="index"),
    re_path(r"^(?P<name>parks|programmes|partners)\.(?P<kind>json|csv)$", views.File.as_view(), name="file"),
]
