from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "exchanges"

    def ready(self) -> None:
        from exchanges.agreements import permissions as _agreements  # noqa: F401  (rules has to know the predicates)
        from exchanges.agreements.before_signing import BEFORE_SIGNING
        from exchanges.agreements.conditions import PROMISED
        from exchanges.clearing import permissions as _clearing  # noqa: F401
        from exchanges.exceptions import permissions as _exceptions  # noqa: F401
        from exchanges.explaining.written_reports import by_hash
        from exchanges.landings import permissions as _landings  # noqa: F401
        from exchanges.landings.months import give_back
        from exchanges.landings.queries import promised
        from exchanges.landings.records import settled
        from exchanges.landings.signing import before_signing
        from exchanges.ledger import permissions as _ledger  # noqa: F401
        from exchanges.overview import permissions as _overview  # noqa: F401
        from exchanges.policy import permissions as _policy  # noqa: F401
        from exchanges.settlements import permissions as _settlements  # noqa: F401
        from exchanges.settlements.actions import TAKEN_BACK
        from exchanges.settlements.effects import RECORDS
        from exchanges.statements import permissions as _statements  # noqa: F401
        from exchanges.statements.checking import DOCUMENTS

        if promised not in PROMISED:
            PROMISED.append(promised)
        if settled not in RECORDS:
            RECORDS.append(settled)
        if give_back not in TAKEN_BACK:
            TAKEN_BACK.append(give_back)
        if by_hash not in DOCUMENTS:
            DOCUMENTS.append(by_hash)
        if before_signing not in BEFORE_SIGNING:
            BEFORE_SIGNING.append(before_signing)
