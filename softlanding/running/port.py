"""The port that `make run` serves on: whether it can be had, and what its first page answers."""

import os
import socket
import time
import urllib.error
import urllib.request

LEAVE_SECONDS = 1.5  # the web server of a run that was just killed needs a moment to leave its port


class Failed(Exception):
    """The portal cannot run; the text says what happened and what to do."""


def page_status(port: int) -> int | None:
    """The first page's status; None while nobody answers."""
    # No proxy of this machine's settings: the page is here.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": f"localhost:{port}"})
    try:
        with opener.open(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def hosts() -> list[str]:
    """The addresses of `localhost`: browsers try both, so nobody else may sit on one of them."""
    return ["127.0.0.1", "[::1]"] if listens(socket.AF_INET6, "::1", 0) is None else ["127.0.0.1"]


def listens(family: int, host: str, port: int) -> OSError | None:
    """None when we could listen there, else why not."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen()
    except OSError as error:
        return error
    return None


def taken(port: int) -> OSError | None:
    """Why we cannot listen on this port of localhost; None when we can."""
    error = listens(socket.AF_INET, "127.0.0.1", port)
    if error is None and len(hosts()) == 2:
        error = listens(socket.AF_INET6, "::1", port)
    return error


def read_port() -> int:
    """The port to serve on; raises Failed with what to do when it cannot be had."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Failed(f"PORT is {text!r}, which is no port. Take one from 1024 to 65535: make run PORT=8001")
    port = int(text)
    until = time.monotonic() + LEAVE_SECONDS
    while (error := taken(port)) and time.monotonic() < until:
        time.sleep(0.05)
    if isinstance(error, PermissionError):
        raise Failed(f"Port {port} is reserved for the administrator. Take another: make run PORT=8000")
    if error:
        other = port + 1 if port < 65535 else port - 1
        raise Failed(
            f"Port {port} is taken by another program. Stop that program, or take another port: make run PORT={other}"
        )
    return port
