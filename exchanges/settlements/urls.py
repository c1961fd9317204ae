"""The addresses of settlements."""

from django.urls import path

from exchanges.settlements import start, views

app_name = "settlements"
urlpatterns = [
    path("", views.List.as_view(), name="list"),
    path("new/", start.Propose.as_view(), name="propose"),
    path("<int:key>/", views.Detail.as_view(), name="detail"),
    path("<int:key>/sign/", views.Sign.as_view(), name="sign"),
    path("<int:key>/stand-in/", views.StandIn.as_view(), name="stand_in"),
    path("<int:key>/refuse/", views.Refuse.as_view(), name="refuse"),
    path("<int:key>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
]
