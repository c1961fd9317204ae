from django.urls import path, re_path

from exchanges.balances.views import lists, pairs

app_name = "balances"
urlpatterns = [
    path("", lists.Balances.as_view(), name="list"),
    path("standings/", lists.Standings.as_view(), name="standings"),
    re_path(r"^standings/standings\.(?P<kind>csv|xlsx)$", lists.Standings.as_view(), name="standings_file"),
    path("<str:key>/", lists.ParkBalances.as_view(), name="park"),
    path("<str:key>/<str:partner>/", pairs.Statement.as_view(), name="statement"),
    path("<str:key>/<str:partner>/closing/", pairs.ClosingPlan.as_view(), name="closing"),
    path("<str:key>/<str:partner>/quota/", pairs.Quota.as_view(), name="quota"),
    path("<str:key>/<str:partner>/<str:period>/", pairs.Statement.as_view(), name="statement"),
]
