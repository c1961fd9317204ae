"""The addresses of balance statements; the statement itself is read at its balance."""

from django.urls import path

from exchanges.statements import views

app_name = "statements"
ONE = "<str:key>/<str:partner>/<str:period>"
urlpatterns = [
    path("", views.List.as_view(), name="list"),
    path("check/", views.Check.as_view(), name="check"),
    path(f"{ONE}/confirm/", views.Confirm.as_view(), name="confirm"),
    path(f"{ONE}/dispute/", views.Dispute.as_view(), name="dispute"),
    path(f"{ONE}/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path(f"{ONE}/statement.pdf", views.Paper.as_view(), name="paper"),
    path(f"{ONE}/statement.<str:kind>", views.Export.as_view(), name="export"),
]
