from django.urls import path

from exchanges.overview import views

app_name = "balances"
urlpatterns = [
    path("", views.Balances.as_view(), name="list"),
    path("<str:key>/", views.ParkBalances.as_view(), name="park"),
    path("<str:key>/<str:partner>/", views.Statement.as_view(), name="statement"),
    path("<str:key>/<str:partner>/<str:period>/", views.Statement.as_view(), name="statement"),
]
