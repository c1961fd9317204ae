"""Where this machine keeps what is not in the repository, and the addresses of its embedded servers.

Importing this starts nothing: `softlanding.embedded` does, and settings only need the addresses.
"""

from pathlib import Path

LOCAL = Path(__file__).resolve().parent.parent / ".local"


def database_url() -> str:
    """The embedded PostgreSQL's address, whether or not it is running."""
    return "postgres://postgres@localhost/softlanding"


def redis_url() -> str:
    """The embedded Valkey's address, whether or not it is running."""
    return "redis://localhost:6379/0"
