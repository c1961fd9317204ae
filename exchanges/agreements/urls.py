from django.urls import path

from exchanges.agreements import living, negotiating, views

app_name = "agreements"
urlpatterns = [
    path("", views.List.as_view(), name="list"),
    path("new/", views.Propose.as_view(), name="propose"),
    path("<str:key>/", views.Detail.as_view(), name="detail"),
    path("<str:key>/versions/", views.Versions.as_view(), name="versions"),
    path("<str:key>/paper/", views.Paper.as_view(), name="paper"),
    path("<str:key>/sign/", negotiating.Sign.as_view(), name="sign"),
    path("<str:key>/counter/", negotiating.Counter.as_view(), name="counter"),
    path("<str:key>/refuse/", negotiating.Refuse.as_view(), name="refuse"),
    path("<str:key>/withdraw/", negotiating.Withdraw.as_view(), name="withdraw"),
    path("<str:key>/amend/", negotiating.Amend.as_view(), name="amend"),
    path("<str:key>/renew/", negotiating.Renew.as_view(), name="renew"),
    path("<str:key>/suspend/", living.Suspend.as_view(), name="suspend"),
    path("<str:key>/resume/", living.Resume.as_view(), name="resume"),
    path("<str:key>/terminate/", living.Terminate.as_view(), name="terminate"),
    path("<str:key>/comment/", living.Comment.as_view(), name="comment"),
    path("<str:key>/contacts/", living.NameContacts.as_view(), name="name_contacts"),
]
