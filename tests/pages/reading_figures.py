"""Reading figures as a person does: the words of a page, file, mail or paper, and the number that stands in them."""

import csv
import html
import io
import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from softlanding.notices.models import Notice

BALANCE = r"(?:is owed|owes)(?: {partner})? [\d,]+(?: months?)?|(?:is )?even(?: with its partners)?"
NUMBER, LEVEL = r"[+−-]?\d[\d,]*|none|nothing|no", "good|alert|restricted|not active"
QUOTA = r"(?:(?:[\d,]+|none) left of [\d,]+|closed|no agreement in force)"


@dataclass
class Network:
    """What one reads of it, each address once."""

    browser: Client = field(default_factory=Client)
    read: dict[str, str] = field(default_factory=dict)

    def text(self, address: str) -> str:
        if address not in self.read:
            self.read[address] = mail(address[5:]) if address.startswith("mail:") else self.opened(address)
        return self.read[address]

    def opened(self, address: str) -> str:
        answer = self.browser.get(address, follow=True)
        assert answer.status_code == 200, address
        path = address.split("?")[0]
        if path.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
            return as_lines(rows)
        if path.endswith(".xlsx"):
            sheet = load_workbook(io.BytesIO(answer.content)).active
            return as_lines(
                [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]
            )
        if path.endswith(".pdf"):
            pages = PdfReader(io.BytesIO(answer.content)).pages
            return " ".join(" ".join(page.extract_text() for page in pages).split())
        return plain(answer.content.decode())


def plain(page: str) -> str:
    """A page as it is read: without its head, pictures and tags."""
    for part in ("head", "svg", "script"):
        page = re.sub(rf"<{part}\b.*?</{part}>", " ", page, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split()) + " "


def as_lines(rows: list[list[str]]) -> str:
    return "\n" + "\n".join(" | ".join(row) for row in rows) + "\n"


def mail(key: str) -> str:
    notice = Notice.objects.filter(key=key).first()
    assert notice, key
    return " ".join(notice.body.split()) + " "


# The patterns


def pattern(text: str, names: dict[str, Any]) -> re.Pattern[str]:
    """A text of the table as a regular expression for one subject."""
    is_file = " | " in text
    kinds = {
        "n": f"(?P<n>{NUMBER})", "b": f"(?P<n>{BALANCE.format(partner=re.escape(names.get('Partner', '')))}"
        f"(?: by {re.escape(names.get('Partner', ''))})?)", "level": f"(?P<n>{LEVEL})", "quota": QUOTA,
        "_": r"[^|\n]*" if is_file else r"\S+",
    }  # fmt: skip
    parts, seen = [], False
    for part in re.split(r"(\{\w+\}|…|\s+)", text):
        name = part[1:-1]
        if part == "…":
            parts.append(r"[^\n]*?" if is_file else ".*?")
        elif part.startswith("{") and name in kinds:
            found = kinds[name]
            if "(?P<n>" in found and seen:  # only the last one is the figure
                parts = [re.sub(r"\(\?P<n>", "(?:", it) for it in parts]
            seen = seen or "(?P<n>" in found
            parts.append(found)
        elif part.startswith("{"):
            parts.append(re.escape(str(names[name])))
        elif "\n" in part:  # a line begins or ends here; its break belongs to both lines
            parts.append(r"(?=\n)" if "".join(parts) else r"(?<=\n)")
        elif part.isspace():
            parts.append(" " if is_file else r"\s*")
        else:
            parts.append(re.escape(part))
    return re.compile("".join(parts), re.I)


def number(text: str) -> int | str:
    """ "owes 1,204 months" is -1204, "none" 0; a standing stays a word."""
    text = text.lower()
    if re.fullmatch(LEVEL, text):
        return text
    found = re.search(r"[\d,]+(?= months?)|[\d,]+$", text) or re.search(r"[\d,]+", text)
    months = int(found[0].replace(",", "")) if found else 0
    return -months if text.startswith(("owes", "−", "-")) else months


def shown(network: Network, row: tuple[str, str, str], names: dict[str, Any]) -> int | str | None:
    """The figure as it stands there; None: it is not told."""
    _, address, text = row
    turned, summed = text.startswith("−"), text.startswith("Σ")
    found = [
        number(it["n"]) for it in pattern(text.lstrip("−Σ"), names).finditer(network.text(address.format(**names)))
    ]
    if not found:
        return None
    value = sum(int(it) for it in found) if summed else found[0]
    return -int(value) if turned else value
