from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "softlanding.kernel"
    label = "kernel"

    def ready(self) -> None:
        from softlanding.kernel import pooling  # noqa: F401  listens to new connections
