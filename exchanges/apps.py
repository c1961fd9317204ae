from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "exchanges"

    def ready(self) -> None:
        from exchanges.agreements import permissions as _agreements  # noqa: F401  (rules has to know the predicates)
        from exchanges.agreements.conditions import PROMISED
        from exchanges.exceptions import permissions as _exceptions  # noqa: F401
        from exchanges.landings import permissions as _landings  # noqa: F401
        from exchanges.landings.queries import promised
        from exchanges.ledger import permissions as _ledger  # noqa: F401
        from exchanges.network import permissions as _network  # noqa: F401
        from exchanges.policy import permissions as _policy  # noqa: F401

        if promised not in PROMISED:
            PROMISED.append(promised)
