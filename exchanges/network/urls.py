"""The addresses of the network's overview: `all` is the whole network, else a park's code."""

from django.urls import path, register_converter

from exchanges.network import explaining_views as explaining
from exchanges.network import report_views as reports
from exchanges.network import views
from softlanding.kernel.quarters import QuarterConverter

register_converter(QuarterConverter, "quarter")

app_name = "network"
CSV, XLSX = {"suffix": "csv"}, {"suffix": "xlsx"}
urlpatterns = [
    path("", views.Overview.as_view(), name="overview"),
    path("report/", reports.LatestOfNetwork.as_view(), name="network_reports"),
    path("report/<quarter:quarter>/", reports.OfNetwork.as_view(), name="network_report"),
    path("report/<quarter:quarter>/report.pdf", reports.OfNetworkPaper.as_view(), name="network_report_paper"),
    path("report/<quarter:quarter>/report.xlsx", reports.OfNetworkTable.as_view(), name="network_report_table"),
    path("<str:key>/report/", reports.LatestReport.as_view(), name="reports"),
    path("<str:key>/report/<quarter:quarter>/", reports.Report.as_view(), name="report"),
    path("<str:key>/report/<quarter:quarter>/report.pdf", reports.ReportPaper.as_view(), name="report_paper"),
    path("<str:key>/report/<quarter:quarter>/report.xlsx", reports.ReportTable.as_view(), name="report_table"),
    path("<str:key>/why/", explaining.Why.as_view(), name="why"),
    path("<str:key>/why/postings/", explaining.Postings.as_view(), name="why_postings"),
    path("<str:key>/why/postings.csv", explaining.PostingsFile.as_view(), CSV, name="why_postings_csv"),
    path("<str:key>/why/postings.xlsx", explaining.PostingsFile.as_view(), XLSX, name="why_postings_xlsx"),
    path("<str:key>/", views.Overview.as_view(), name="park"),
    path("<str:key>/matrix/", views.Matrix.as_view(), name="matrix"),
    path("<str:key>/flows/", views.Flows.as_view(), name="flows"),
    path("<str:key>/trend/", views.Trend.as_view(), name="trend"),
    path("<str:key>/ages/", views.Ages.as_view(), name="ages"),
    path("<str:key>/postings/", views.Postings.as_view(), name="postings"),
    path("<str:key>/reserved/", views.Reserved.as_view(), name="reserved"),
    path("<str:key>/landings/", views.Landings.as_view(), name="landings"),
    path("<str:key>/parks/", views.Parks.as_view(), name="parks"),
    path("<str:key>/overview.pdf", views.Paper.as_view(), name="paper"),
    path("<str:key>/<str:table>.<str:kind>", views.Export.as_view(), name="export"),
]
