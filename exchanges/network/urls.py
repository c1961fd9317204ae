"""The addresses of the network's overview."""

from django.urls import URLPattern, path, register_converter

from exchanges.network import explaining_views as explaining
from exchanges.network import report_views as reports
from exchanges.network.quarters import QuarterConverter

register_converter(QuarterConverter, "quarter")

app_name = "network"
CSV, XLSX = {"suffix": "csv"}, {"suffix": "xlsx"}
urlpatterns: list[URLPattern] = [
    path("report/", reports.LatestOfNetwork.as_view(), name="network_reports"),
    path("report/<quarter:quarter>/", reports.OfNetwork.as_view(), name="network_report"),
    path("report/<quarter:quarter>/report.pdf", reports.OfNetworkPaper.as_view(), name="network_report_paper"),
    path("<str:key>/report/", reports.LatestReport.as_view(), name="reports"),
    path("<str:key>/report/<quarter:quarter>/", reports.Report.as_view(), name="report"),
    path("<str:key>/report/<quarter:quarter>/report.pdf", reports.ReportPaper.as_view(), name="report_paper"),
    path("<str:key>/why/", explaining.Why.as_view(), name="why"),
    path("<str:key>/why/postings/", explaining.Postings.as_view(), name="why_postings"),
    path("<str:key>/why/postings.csv", explaining.PostingsFile.as_view(), CSV, name="why_postings_csv"),
    path("<str:key>/why/postings.xlsx", explaining.PostingsFile.as_view(), XLSX, name="why_postings_xlsx"),
]
