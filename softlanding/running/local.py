"""Where this machine keeps what is not in the repository, and the addresses of its embedded servers.

Importing this starts nothing: `softlanding.running.embedded` does, and settings only need the addresses.
"""

import hashlib
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = Path(os.environ.get("SOFTLANDING_LOCAL") or ROOT / ".local").resolve()

# A unix socket's path may have 103 bytes on macOS (107 on Linux); the longest name in the folder has 14.
LONGEST_FOLDER = 85


def runtime_folder() -> Path:
    """The folder of the sockets: inside .local/, or a short one for a repository with a long or odd path."""
    folder = LOCAL / "run"
    if len(os.fsencode(folder)) <= LONGEST_FOLDER and re.fullmatch(r"[A-Za-z0-9_./+-]+", str(folder)):
        return folder
    digest = hashlib.sha256(os.fsencode(LOCAL)).hexdigest()[:12]
    # Not tempfile.gettempdir(): two processes with different TMPDIR must compute the same address.
    return Path("/tmp") / f"softlanding-{os.getuid()}-{digest}"


def database_url() -> str:
    """The embedded PostgreSQL's address, whether or not it is running."""
    return f"postgres://postgres@/{runtime_folder()}/softlanding"


def redis_url() -> str:
    """The embedded Valkey's address, whether or not it is running."""
    return f"unix://{runtime_folder()}/valkey.sock?db=0"


def broker_url(url: str) -> str:
    """The same server in Celery's spelling, which for a unix socket differs from redis-py's."""
    if not url.startswith("unix://"):
        return url
    return re.sub(r"(?<=[?&])db=", "virtual_host=", url).replace("unix://", "redis+socket://", 1)
