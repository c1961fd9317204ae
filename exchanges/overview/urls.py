from django.urls import path

from exchanges.overview import views

app_name = "balances"
urlpatterns = [
    path("", views.Balances.as_view(), name="list"),
    path("<str:key>/", views.ParkBalances.as_view(), name="park"),
    path("<str:key>/<str:partner>/", views.Statement.as_view(), name="statement"),
    path("<str:key>/<str:partner>/closing/", views.ClosingPlan.as_view(), name="closing"),
    path("<str:key>/<str:partner>/statement.csv", views.Export.as_view(), name="export"),
]
