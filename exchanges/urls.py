"""Every address of the exchange rooms."""

from django.urls import include, path

app_name = "exchanges"
urlpatterns = [
    path("landings/", include("exchanges.landings.urls")),
    path("agreements/", include("exchanges.agreements.urls")),
    path("policy/", include("exchanges.policy.urls")),
    path("exceptions/", include("exchanges.exceptions.urls")),
    path("balances/", include("exchanges.overview.urls")),
]
