"""The addresses of the network's overview."""

from django.urls import URLPattern, path

from exchanges.network import explaining_views as explaining

app_name = "network"
urlpatterns: list[URLPattern] = [
    path("<str:key>/why/", explaining.Why.as_view(), name="why"),
    path("<str:key>/postings/", explaining.Postings.as_view(), name="postings"),
    path("<str:key>/postings.csv", explaining.PostingsFile.as_view(), {"suffix": "csv"}, name="postings_csv"),
    path("<str:key>/postings.xlsx", explaining.PostingsFile.as_view(), {"suffix": "xlsx"}, name="postings_xlsx"),
]
