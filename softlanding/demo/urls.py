from django.urls import path

from softlanding.demo import views

app_name = "demo"
urlpatterns = [path("<str:key>/", views.SignIn.as_view(), name="sign_in")]
