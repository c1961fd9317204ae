from django.urls import path

from exchanges.landings import ending, start, views

app_name = "landings"
urlpatterns = [
    path("", views.List.as_view(), name="list"),
    path("new/", start.Draft.as_view(), name="draft"),
    path("<int:key>/", views.Detail.as_view(), name="detail"),
    path("<int:key>/edit/", start.Edit.as_view(), name="edit"),
    path("<int:key>/submit/", start.Submit.as_view(), name="submit"),
    path("<int:key>/nominate/", views.Nominate.as_view(), name="nominate"),
    path("<int:key>/decline/", ending.Decline.as_view(), name="decline"),
    path("<int:key>/withdraw/", ending.Withdraw.as_view(), name="withdraw"),
    path("<int:key>/offer/", views.Offer.as_view(), name="offer"),
    path("<int:key>/confirm/", views.Confirm.as_view(), name="confirm"),
    path("<int:key>/check-in/", views.CheckIn.as_view(), name="check_in"),
    path("<int:key>/check-out/", views.CheckOut.as_view(), name="check_out"),
    path("<int:key>/cancel/", ending.Cancel.as_view(), name="cancel"),
    path("<int:key>/no-show/", ending.NoShow.as_view(), name="no_show"),
]
