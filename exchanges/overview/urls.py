"""The addresses of the network's overview: `all` is the whole network, else a park's code."""

from django.urls import path

from exchanges.overview import views

app_name = "overview"
urlpatterns = [
    path("", views.Overview.as_view(), name="overview"),
    path("<str:key>/", views.Overview.as_view(), name="park"),
    path("<str:key>/matrix/", views.Matrix.as_view(), name="matrix"),
    path("<str:key>/flows/", views.Flows.as_view(), name="flows"),
    path("<str:key>/trend/", views.Trend.as_view(), name="trend"),
    path("<str:key>/ages/", views.Ages.as_view(), name="ages"),
    path("<str:key>/postings/", views.Postings.as_view(), name="postings"),
    path("<str:key>/reserved/", views.Reserved.as_view(), name="reserved"),
    path("<str:key>/landings/", views.Landings.as_view(), name="landings"),
    path("<str:key>/parks/", views.Parks.as_view(), name="parks"),
    path("<str:key>/overview.pdf", views.Paper.as_view(), name="paper"),
    path("<str:key>/<str:table>.<str:kind>", views.Export.as_view(), name="export"),
]
