"""The addresses of clearings."""

from django.urls import path

from exchanges.clearing import views

app_name = "clearing"
urlpatterns = [
    path("", views.Preview.as_view(), name="preview"),
    path("history/", views.List.as_view(), name="list"),
    path("propose/", views.Propose.as_view(), name="propose"),
    path("<int:key>/", views.Detail.as_view(), name="detail"),
    path("<int:key>/debts.csv", views.Export.as_view(), name="export"),
    path("<int:key>/agree/", views.Agree.as_view(), name="agree"),
    path("<int:key>/refuse/", views.Refuse.as_view(), name="refuse"),
    path("<int:key>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("<int:key>/undo/", views.Undo.as_view(), name="undo"),
    path("<int:key>/sign/", views.Sign.as_view(), name="sign"),
    path("<int:key>/keep/", views.Keep.as_view(), name="keep"),
]
