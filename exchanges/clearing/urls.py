"""The addresses of clearings."""

from django.urls import path

from exchanges.clearing import verb_views as verbs
from exchanges.clearing import views

app_name = "clearing"
urlpatterns = [
    path("", views.Preview.as_view(), name="preview"),
    path("history/", views.List.as_view(), name="list"),
    path("propose/", views.Propose.as_view(), name="propose"),
    path("proposals/<int:key>/", views.Proposal.as_view(), name="proposal"),
    path("<int:key>/", views.Detail.as_view(), name="detail"),
    path("<int:key>/debts.csv", views.Export.as_view(), name="export"),
    path("<int:key>/agree/", verbs.Agree.as_view(), name="agree"),
    path("<int:key>/refuse/", verbs.Refuse.as_view(), name="refuse"),
    path("<int:key>/rejoin/", verbs.Rejoin.as_view(), name="rejoin"),
    path("<int:key>/withdraw/", verbs.Withdraw.as_view(), name="withdraw"),
    path("<int:key>/undo/", verbs.Undo.as_view(), name="undo"),
    path("<int:key>/sign/", verbs.Sign.as_view(), name="sign"),
    path("<int:key>/keep/", verbs.Keep.as_view(), name="keep"),
]
