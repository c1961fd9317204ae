from django.urls import path

from exchanges.policy import views

app_name = "policy"
urlpatterns = [
    path("", views.Detail.as_view(), name="detail"),
    path("change/", views.Change.as_view(), name="change"),
]
