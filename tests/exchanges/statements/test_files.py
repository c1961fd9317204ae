"""A statement on file: the PDF read back with its attachment, XLSX, CSV and page with the same figures."""

import csv
import hashlib
import io
import json
from datetime import date, datetime

import openpyxl
import pytest
from pypdf import PdfReader

from exchanges.ledger import actions as ledger
from exchanges.ledger.models import Because
from exchanges.statements.queries import content_of
from tests import cast as people
from tests.exchanges import cast
from tests.exchanges.statements.making import Q3, confirm, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
FILES = "/statements/MÁLA/PORT/2026-Q3/statement."


@pytest.fixture
def client(pair, malaga, porto):
    """An opening of two, a month taken back, an adjustment that looks like a formula."""
    post(malaga, porto, date(2026, 5, 4), 2)
    wrong = post(porto, malaga, date(2026, 7, 4), 3)
    ledger.reverse(wrong, day=date(2026, 8, 9), reason="Lumen had left", reference="back/1", now=cast.NOW)
    post(porto, malaga, date(2026, 9, 1), 1, because=Because.ADJUSTMENT, text="=HYPERLINK(1)")
    return people.browser_of(cast.manager_of(malaga))


def read_pdf(answer) -> tuple[PdfReader, str]:
    assert answer["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(answer.content))
    return pdf, "\n".join(page.extract_text() for page in pdf.pages)


def test_the_pdf_says_what_the_page_says_and_carries_what_is_hashed(client, pair, malaga, porto, settings) -> None:
    settings.NETWORK_NAME = "Network of parks & towns"
    confirm(pair, Q3, porto)
    pdf, text = read_pdf(client.get(f"{FILES}pdf"))
    words = " ".join(text.split())
    for part in (
        "Network of parks & towns", "Statement of the 3rd quarter 2026: Málaga and Porto",
        "From 1 July 2026 to 30 September 2026, as of 23 November 2026. Porto confirmed it; it waits for Málaga.",
        "Opening balance: Málaga owes 2 months.", "4 July 2026", "Lumen, month 1 of 3 (taken back on 9 August 2026)",
        "Lumen had left (adjustment, takes back the posting of 4 July 2026)", "is owed 1 month", "=HYPERLINK(1)",
        "Closing balance: Málaga owes 1 month.", "Porto: confirmed on 23 November 2026 (João Alves)", "Málaga: has not answered",
    ):  # fmt: skip
        assert part in words, (part, words)
    (content,) = pdf.attachments["statement.json"]
    expected = content_of(pair, Q3)
    assert hashlib.sha256(content).hexdigest() == expected.hash and expected.hash in text.replace("\n", "")
    assert json.loads(content)["closing"] == -1
    root = pdf.trailer["/Root"]
    assert (
        root["/MarkInfo"]["/Marked"]
        and root["/Lang"].startswith("en")
        and "pdfuaid" in str(root["/Metadata"].get_data())
    )
    links = [annotation.get_object()["/A"]["/URI"] for page in pdf.pages for annotation in page.get("/Annots", [])]
    assert links == [f"{settings.BASE_URL}/statements/check/?hash={expected.hash}"]


@pytest.mark.parametrize("period", ["all", "2026", "to-2026-Q3", "2025-Q1"])
def test_every_period_comes_out_on_paper(client, period) -> None:
    pdf, text = read_pdf(client.get(f"/statements/MÁLA/PORT/{period}/statement.pdf"))
    (content,) = pdf.attachments["statement.json"]
    assert hashlib.sha256(content).hexdigest() in text.replace("\n", "") and "Closing balance" in text


def test_names_in_every_script_come_out_on_paper(client, malaga) -> None:
    type(malaga).objects.filter(pk=malaga.pk).update(name="中关村科技园区 #hash \\ [x] $y$ *z*")
    _, text = read_pdf(client.get(f"{FILES}pdf"))
    assert "#hash \\ [x] $y$ *z*" in text


def test_spreadsheets_and_the_page_hold_the_same_lines(client, malaga) -> None:
    rows = list(csv.reader(io.StringIO(client.get(f"{FILES}csv").content.decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{FILES}xlsx").content))
    cells = [[plain(cell.value) for cell in row] for row in book.active.iter_rows()]
    assert cells == [[value.removeprefix("'") for value in row] for row in rows]
    head, first, *lines, last = rows
    assert head == ["day", "text", "kind", "owed by", "months", "balance of MÁLA", "number"]
    assert (first[1], first[5], last[1], last[5]) == ("Opening balance", "-2", "Closing balance", "-1")
    context = client.get("/balances/MÁLA/PORT/2026-Q3/").context
    shown = [(it.day.isoformat(), it.debtor.code, it.change, it.after) for it in context["lines"][::-1]]
    assert shown == [(line[0], line[3], int(line[4]), int(line[5])) for line in lines]
    assert (context["opening"], context["closing"]) == (-2, -1) and lines[2][1] == "'=HYPERLINK(1)"
    assert int(first[5]) + sum(int(line[4]) for line in lines) == int(last[5])
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)


def plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def test_the_partners_file_is_the_same_from_its_side(client, porto) -> None:
    other = people.browser_of(cast.manager_of(porto))
    rows = list(
        csv.reader(io.StringIO(other.get("/statements/PORT/MÁLA/2026-Q3/statement.csv").content.decode("utf-8-sig")))
    )
    assert rows[0][5] == "balance of PORT" and [rows[1][5], rows[-1][5]] == ["2", "1"]


@pytest.mark.parametrize(
    "end", ["2026-Q3/statement.doc", "2026-Q5/statement.pdf", "2026-Q5/statement.csv", "2026-Q3/statement."]
)
def test_other_files_do_not_exist(client, end) -> None:
    assert client.get(f"/statements/MÁLA/PORT/{end}").status_code == 404
