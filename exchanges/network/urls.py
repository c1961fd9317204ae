"""The addresses of the network's overview."""

from django.urls import URLPattern

app_name = "network"
urlpatterns: list[URLPattern] = []
