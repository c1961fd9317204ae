from django.urls import path, re_path

from exchanges.overview import views

app_name = "balances"
urlpatterns = [
    path("", views.Balances.as_view(), name="list"),
    path("standings/", views.Standings.as_view(), name="standings"),
    re_path(r"^standings/standings\.(?P<kind>csv|xlsx)$", views.Standings.as_view(), name="standings_file"),
    path("<str:key>/", views.ParkBalances.as_view(), name="park"),
    path("<str:key>/<str:partner>/", views.Statement.as_view(), name="statement"),
    path("<str:key>/<str:partner>/closing/", views.ClosingPlan.as_view(), name="closing"),
    path("<str:key>/<str:partner>/quota/", views.Quota.as_view(), name="quota"),
    path("<str:key>/<str:partner>/statement.csv", views.Export.as_view(), name="export"),
]
