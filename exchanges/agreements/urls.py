from django.urls import path

from exchanges.agreements import views

app_name = "agreements"
urlpatterns = [
    path("", views.List.as_view(), name="list"),
    path("new/", views.Propose.as_view(), name="propose"),
    path("<str:key>/", views.Detail.as_view(), name="detail"),
    path("<str:key>/sign/", views.Sign.as_view(), name="sign"),
    path("<str:key>/refuse/", views.Refuse.as_view(), name="refuse"),
    path("<str:key>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
]
