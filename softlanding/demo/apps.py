from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "softlanding.demo"
    label = "demo"
