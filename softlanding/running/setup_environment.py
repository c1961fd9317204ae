"""Make or mend .venv from requirements.lock; does nothing when it is whole. Run by the machine's own Python.

Standard library only, and readable by a Python too old for the portal, so that it can say so.
"""

import ast
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from typing import Any, Dict, List, Optional

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UV = os.path.join(VENV, "bin", "uv")
LOCK = os.path.join(ROOT, "requirements.lock")
STAMP = os.path.join(VENV, "softlanding-ready.json")
OLDEST = (3, 11)
NO_NETWORK = ("resolve", "connect", "timed out", "network", "unreachable", "dns", "no matching distribution")

# pip's settings of this machine, in uv's words; uv itself does not read them.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
    "no-index": "UV_NO_INDEX",
}


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit(
            "The portal needs Python 3.11 or newer; the newest found here is Python {}.{}.{} ({}). "
            "Install a newer one (on Debian or Ubuntu: apt-get install python3 python3-venv; "
            "on macOS: brew install python), then run `make` again.".format(*sys.version_info[:3], sys.executable)
        )
    with open(LOCK, "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two `make` at once: the second waits, then finds it done
        digest = hashlib.sha256(lock.read()).hexdigest()
        if whole(digest):
            if sys.argv[1:2] == ["uv"]:  # `make lock`: uv with this machine's index
                sys.exit(subprocess.call([UV, *sys.argv[2:]], env=uv_environment()))
            return
        try:
            make(digest)
        except OSError as error:
            sys.exit("{} could not be written: {}. Run this as its owner.".format(VENV, error))
        except KeyboardInterrupt:
            sys.exit("Stopped before the environment was whole; the next `make` makes it anew.")


def whole(digest: str) -> bool:
    """Whether .venv is sound and was made for this lock."""
    return sound() and stamped()["lock"] == digest


def sound() -> bool:
    """Whether .venv was once finished, its Python runs, and nothing has been taken out of it since."""
    try:
        made, now = stamped(), describe("")
    except (OSError, ValueError, subprocess.CalledProcessError):
        return False
    return made["python"] == now["python"] and set(made["files"]) <= set(now["files"])


def stamped() -> "Dict[str, Any]":
    """What the stamp says."""
    with open(STAMP) as stamp:
        return dict(json.load(stamp))


def describe(digest: str) -> "Dict[str, Any]":
    """What a finished environment looks like: lock, Python, and the names in its library folder."""
    words = "import sys, sysconfig; print(sys.version); print(sysconfig.get_path('purelib'))"
    lines = subprocess.check_output([PYTHON, "-c", words], stderr=subprocess.DEVNULL).decode().splitlines()
    files = sorted(name for name in os.listdir(lines[-1]) if name != "__pycache__")
    return {"lock": digest, "python": " ".join(lines[:-1]), "files": files}


def make(digest: str) -> None:
    """Make .venv anew, or bring a sound one to the lock; the stamp is written last."""
    print("Making the environment in .venv. Only the first start takes this long.", flush=True)
    if sound():
        os.remove(STAMP)
    else:
        if os.path.lexists(VENV):
            shutil.rmtree(VENV)
        make_venv()
    install()
    with open(STAMP + ".new", "w") as stamp:
        json.dump(describe(digest), stamp)
    os.replace(STAMP + ".new", STAMP)


def make_venv() -> None:
    done = run([sys.executable, "-m", "venv", VENV])
    if done.returncode == 0:
        return
    said = done.stdout
    shutil.rmtree(VENV, ignore_errors=True)
    if "ensurepip" in said or "No module named" in said:
        sys.exit(
            "Python {}.{} is here but cannot make environments, because its venv module is missing. "
            "On Debian or Ubuntu: apt-get install python3-venv. Then run `make` again.".format(*sys.version_info[:2])
        )
    sys.exit("Python could not make the environment in {}:\n{}".format(VENV, said))


def install() -> None:
    """Install the lock with uv, which is three times faster, or with pip where uv cannot be had."""
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    options = ["--require-hashes", "-r", LOCK]
    if run(pip + ["uv>=0.9"]).returncode == 0:
        uv = [UV, "pip", "install", "--quiet", "--python", PYTHON]
        if run(uv + options, env=uv_environment()).returncode == 0:
            return
    done = run(pip + options)
    if done.returncode == 0:
        return
    if any(word in done.stdout.lower() for word in NO_NETWORK):
        sys.exit(
            "The packages in requirements.lock could not be downloaded, because the index does not answer. "
            "Check the network (or the index that `pip config list` names), then run `make` again. "
            "pip said last:\n" + "\n".join(done.stdout.strip().splitlines()[-2:])
        )
    sys.exit("The packages could not be installed. pip said:\n" + done.stdout)


def uv_environment() -> "Dict[str, str]":
    """The environment for uv with this machine's pip settings in it; what is set for uv already wins."""
    found = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_LINK_MODE": "copy"}
    settings = run([PYTHON, "-m", "pip", "config", "list", "--disable-pip-version-check"]).stdout
    # Files first, then the environment, which overrules them.
    for line in sorted(settings.splitlines(), key=lambda line: line.startswith(":env:")):
        key, _, value = line.partition("=")
        name = UV_NAMES.get(key.rpartition(".")[2])
        if name and value:
            with contextlib.suppress(ValueError, SyntaxError):
                found[name] = " ".join(ast.literal_eval(value).split())
    if "UV_FIND_LINKS" in found:
        found["UV_FIND_LINKS"] = found["UV_FIND_LINKS"].replace(" ", ",")
    return dict(found, **os.environ)


def run(words: "List[str]", env: "Optional[Dict[str, str]]" = None) -> "subprocess.CompletedProcess[str]":
    """Run a command; its output is in `stdout`, errors included."""
    return subprocess.run(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, env=env, check=False
    )


if __name__ == "__main__":
    main()
