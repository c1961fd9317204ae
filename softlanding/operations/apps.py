from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "softlanding.operations"
    label = "operations"
