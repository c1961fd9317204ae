from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "companies"
    verbose_name = "companies"

    def ready(self) -> None:
        from companies.company import permissions  # noqa: F401  (rules has to know the predicates)
