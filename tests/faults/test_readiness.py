"""/readyz says which server is away, and does not wait for it."""

from typing import Any

import pytest
from django.test import Client

from tests.faults.conftest import SECONDS
from tests.faults.valkey import Valkey


@pytest.mark.django_db
def test_a_broker_that_is_away(outage: Valkey, client: Client, settings: Any) -> None:
    settings.CACHE_TIMEOUT = SECONDS
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["broker"].startswith("does not answer")
