from django.urls import path, re_path

from exchanges.overview import pair_views, views

app_name = "balances"
urlpatterns = [
    path("", views.Balances.as_view(), name="list"),
    path("standings/", views.Standings.as_view(), name="standings"),
    re_path(r"^standings/standings\.(?P<kind>csv|xlsx)$", views.Standings.as_view(), name="standings_file"),
    path("<str:key>/", views.ParkBalances.as_view(), name="park"),
    path("<str:key>/<str:partner>/", pair_views.Statement.as_view(), name="statement"),
    path("<str:key>/<str:partner>/closing/", pair_views.ClosingPlan.as_view(), name="closing"),
    path("<str:key>/<str:partner>/quota/", pair_views.Quota.as_view(), name="quota"),
    path("<str:key>/<str:partner>/<str:period>/", pair_views.Statement.as_view(), name="statement"),
]
