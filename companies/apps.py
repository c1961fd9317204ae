from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"
    verbose_name = "companies"

    def ready(self) -> None:
        # rules has to know the predicates
        from companies.company import permissions as _company  # noqa: F401
        from companies.needs import permissions as _needs  # noqa: F401
