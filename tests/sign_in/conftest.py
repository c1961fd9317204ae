import pytest


@pytest.fixture
def many_tries(settings: pytest.FixtureRequest) -> None:
    """Tests come in more often than people, and need no strong hash of their password."""
    settings.ACCOUNT_RATE_LIMITS = False  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
