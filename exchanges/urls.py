"""Every address of the exchange rooms."""

from django.urls import include, path

app_name = "exchanges"
urlpatterns = [
    path("landings/", include("exchanges.landings.urls")),
    path("agreements/", include("exchanges.agreements.urls")),
    path("policy/", include("exchanges.policy.urls")),
    path("exceptions/", include("exchanges.exceptions.urls")),
    path("settlements/", include("exchanges.settlements.urls")),
    path("statements/", include("exchanges.statements.urls")),
    path("clearing/", include("exchanges.clearing.urls")),
    path("network/", include("exchanges.explaining.urls")),
    path("network/", include("exchanges.overview.urls")),
    path("balances/", include("exchanges.balances.urls")),
]
