from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "softlanding.kernel"
    label = "kernel"
