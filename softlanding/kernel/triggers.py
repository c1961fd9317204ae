"""Many rows in one transaction, with the triggers in force and quick."""

from django.db import connection


def quick_triggers() -> None:
    """Say, until the transaction ends, that no trigger is to be ignored.

    Each trigger of pgtrigger asks whether it is. While nobody has said anything its question fails and is caught, and
    a caught failure makes PostgreSQL walk through all it has put off to the end of the transaction: 18 seconds of
    8,000 agreements became half a second.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")
