"""The addresses of clearings."""

from django.urls import URLPattern

app_name = "clearing"
urlpatterns: list[URLPattern] = []
