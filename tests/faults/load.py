"""N people at work: each offers and confirms landings over HTTP, again and again until the portal says yes."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = "0123456789abcdefghijklmnopqrstuv"  # of the form and of the cookie; the portal compares the two
PATIENCE = 20.0  # seconds a client waits for an answer
AGAIN = 0.05  # seconds between two tries
BETWEEN = 0.5  # seconds between two landings


@dataclass
class Answer:
    at: float  # seconds of the monotonic clock at its end
    took: float
    status: int  # 0: no answer at all
    is_write: bool

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 400


@dataclass
class Job:
    """One landing to be offered by the host's manager and confirmed by the company's lead."""

    landing: int
    host_session: str
    company_session: str
    offer: dict[str, str]


@dataclass
class Load:
    """The clients, and every answer they got."""

    port: int
    answers: list[Answer] = field(default_factory=list)
    offered: set[int] = field(default_factory=set)  # landings of which the portal said yes
    confirmed: set[int] = field(default_factory=set)
    ends: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self, shares: Sequence[Sequence[Job]]) -> None:
        """One client a share."""
        self.threads = [threading.Thread(target=self.work, args=[share], daemon=True) for share in shares]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.ends.set()
        for thread in self.threads:
            thread.join(PATIENCE + 5)

    def work(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            address = f"/landings/{job.landing}"
            if self.insist(f"{address}/offer/", job.host_session, job.offer):
                self.offered.add(job.landing)
                if self.insist(f"{address}/confirm/", job.company_session, {}):
                    self.confirmed.add(job.landing)
            self.ask("GET", "/", job.host_session)
            self.ends.wait(BETWEEN)
        while not self.ends.is_set():
            self.ask("GET", "/", jobs[0].host_session)
            time.sleep(AGAIN)

    def insist(self, address: str, session: str, data: dict[str, str]) -> bool:
        """Send until the portal says it is done; False when the load ends first."""
        while not self.ends.is_set():
            if self.ask("POST", address, session, data).status == 303:
                return True
            time.sleep(AGAIN)
        return False

    def ask(self, method: str, address: str, session: str, data: dict[str, str] | None = None) -> Answer:
        begun, status = time.monotonic(), 0
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "Host": f"localhost:{self.port}"}
        body = None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**data, "csrfmiddlewaretoken": TOKEN})
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, address, body, headers)
            response = line.getresponse()
            response.read()
            status = response.status
        except (OSError, http.client.HTTPException):
            time.sleep(AGAIN)
        finally:
            line.close()
        now = time.monotonic()
        answer = Answer(now, now - begun, status, method == "POST")
        self.answers.append(answer)
        return answer
