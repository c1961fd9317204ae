from django.apps import AppConfig


class ParksConfig(AppConfig):
    name = "parks"

    def ready(self) -> None:
        # rules has to know the predicates
        from parks.catalogue import permissions as _catalogue  # noqa: F401
        from parks.fact_sheets import permissions as _fact_sheets  # noqa: F401
        from parks.park import permissions  # noqa: F401
        from parks.programmes import permissions as _programmes  # noqa: F401
