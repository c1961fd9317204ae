"""A door between the portal and the database of the tests, which can be shut: as if the database were restarted.

The tests' own database stays untouched, and so do the connections of whoever does not go through the door.
"""

import contextlib
import socket
import tempfile
import threading
from pathlib import Path
from shutil import rmtree

from django.db import connection


class Door:
    """A socket in a short folder; give the folder as the database's HOST and 5432 as its PORT."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="door-"))
        self.lines: list[socket.socket] = []
        told = connection.settings_dict
        self.behind = (told["HOST"], int(told["PORT"] or 5432))
        self.open()

    def open(self) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.folder / ".s.PGSQL.5432"))
        self.listener.listen()
        threading.Thread(target=self.let_in, args=[self.listener], daemon=True).start()

    def shut(self) -> None:
        """Every connection ends, and nobody gets in."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        (self.folder / ".s.PGSQL.5432").unlink()
        while self.lines:
            with contextlib.suppress(OSError):
                self.lines.pop().shutdown(socket.SHUT_RDWR)

    def remove(self) -> None:
        self.shut()
        rmtree(self.folder)

    def let_in(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                came = listener.accept()[0]
                there = self.database()
                self.lines += [came, there]
                for one, other in ((came, there), (there, came)):
                    threading.Thread(target=self.carry, args=[one, other], daemon=True).start()

    def database(self) -> socket.socket:
        host, port = self.behind
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        line = socket.socket(socket.AF_UNIX)
        line.connect(f"{host}/.s.PGSQL.{port}")
        return line

    @staticmethod
    def carry(one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for line in (one, other):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
