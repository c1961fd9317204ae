"""Why a park stands where it stands, and the reports of quarters, below the overview's own address."""

from django.urls import path, register_converter

from exchanges.explaining.views import reports, why
from softlanding.kernel.quarters import QuarterConverter

register_converter(QuarterConverter, "quarter")

app_name = "explaining"
CSV, XLSX = {"suffix": "csv"}, {"suffix": "xlsx"}
urlpatterns = [
    path("report/", reports.LatestOfNetwork.as_view(), name="network_reports"),
    path("report/<quarter:quarter>/", reports.OfNetwork.as_view(), name="network_report"),
    path("report/<quarter:quarter>/report.pdf", reports.OfNetworkPaper.as_view(), name="network_report_paper"),
    path("report/<quarter:quarter>/report.xlsx", reports.OfNetworkTable.as_view(), name="network_report_table"),
    path("<str:key>/report/", reports.LatestReport.as_view(), name="reports"),
    path("<str:key>/report/<quarter:quarter>/", reports.Report.as_view(), name="report"),
    path("<str:key>/report/<quarter:quarter>/report.pdf", reports.ReportPaper.as_view(), name="report_paper"),
    path("<str:key>/report/<quarter:quarter>/report.xlsx", reports.ReportTable.as_view(), name="report_table"),
    path("<str:key>/why/", why.Why.as_view(), name="why"),
    path("<str:key>/why/postings/", why.Postings.as_view(), name="why_postings"),
    path("<str:key>/why/postings.csv", why.PostingsFile.as_view(), CSV, name="why_postings_csv"),
    path("<str:key>/why/postings.xlsx", why.PostingsFile.as_view(), XLSX, name="why_postings_xlsx"),
]
