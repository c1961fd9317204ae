from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "softlanding.notices"
    label = "notices"
