from django.apps import AppConfig


class ParksConfig(AppConfig):
    name = "parks"

    def ready(self) -> None:
        from parks.park import permissions  # noqa: F401  (rules has to know the predicates)
