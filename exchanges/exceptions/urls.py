from django.urls import path

from exchanges.exceptions import views

app_name = "exceptions"
urlpatterns = [
    path("", views.List.as_view(), name="list"),
    path("grant/", views.Grant.as_view(), name="grant"),
    path("<int:key>/", views.Detail.as_view(), name="detail"),
    path("<int:key>/revoke/", views.Revoke.as_view(), name="revoke"),
]
