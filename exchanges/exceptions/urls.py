from django.urls import path

from exchanges.exceptions import views

app_name = "exceptions"
urlpatterns = [
    path("", views.List.as_view(), name="list"),
    path("ask/", views.Ask.as_view(), name="ask"),
    path("grant/", views.Grant.as_view(), name="grant"),
    path("<int:key>/", views.Detail.as_view(), name="detail"),
    path("<int:key>/grant/", views.GrantAsked.as_view(), name="grant"),
    path("<int:key>/turn-down/", views.TurnDown.as_view(), name="turn_down"),
    path("<int:key>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("<int:key>/revoke/", views.Revoke.as_view(), name="revoke"),
]
