from django.urls import path

from softlanding.accounts import views

app_name = "accounts"
urlpatterns = [path("", views.Profile.as_view(), name="profile")]
