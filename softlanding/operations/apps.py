from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "softlanding.operations"
    label = "operations"

    def ready(self) -> None:
        from softlanding.operations import checks  # noqa: F401  registers them
