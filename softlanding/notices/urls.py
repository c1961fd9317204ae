from django.urls import path

from softlanding.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.Inbox.as_view(), name="list"),
    path("read-all/", views.ReadAll.as_view(), name="read_all"),
    path("<int:key>/", views.Open.as_view(), name="open"),
]
