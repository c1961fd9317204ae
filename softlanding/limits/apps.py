from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "softlanding.limits"
    label = "limits"
