"""One CSV file of a bundle, cell by cell: whatever is wrong becomes a Problem, and reading goes on."""

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django_countries import countries

from parks.catalogue.languages import LANGUAGES
from softlanding.kernel import words
from softlanding.kernel.bounds import FIRST_YEAR, LAST_YEAR, is_day
from softlanding.kernel.texts import Hidden, many_lines, one_line

LARGEST_FILE = 50 * 1024 * 1024  # bytes
LARGEST_CELL = 100_000  # characters
CODE = re.compile(r"[A-Za-z0-9_-]+")
PRICE = re.compile(r"([0-9]{1,7}(?:\.[0-9]{1,2})?) ?([A-Z]{3})")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute; written with a ' before it
SAVE_AS_UTF8 = "Expected UTF-8; save it as “CSV UTF-8”."
HEADER = "The first row names the columns, separated by commas."


@dataclass(frozen=True)
class Problem:
    """What is wrong where. `line` counts from 1 as an editor does (the header is line 1); None: the whole file."""

    file: str
    line: int | None
    column: str | None
    wrong: str
    expected: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.wrong} {self.expected}"


@dataclass(frozen=True)
class Row:
    """A row's cells by column. Each reader gives the cell's value, or None after it noted what is wrong."""

    file: str
    line: int
    cells: dict[str, str]
    problems: list[Problem]

    def note(self, column: str | None, wrong: str, expected: str) -> None:
        self.problems.append(Problem(self.file, self.line, column, wrong, expected))

    def text(self, column: str, longest: int, *, required: bool = False, lines: bool = False) -> str:
        """One line, or with `lines` several."""
        value = as_meant(self.cells[column])
        if required and not value:
            self.note(column, "It is empty.", "Expected a text.")
        if len(value) > longest:
            self.note(column, f"It has {len(value):,} characters.", f"Expected at most {longest}.")
        try:
            return many_lines(value).strip() if lines else one_line(value)
        except Hidden as hidden:
            self.note(column, str(hidden), "Expected visible signs only.")
            return ""

    def code(self, column: str, longest: int) -> str:
        value = self.text(column, longest, required=True)
        if value and not CODE.fullmatch(value):
            self.note(column, f"“{_short(value)}” is no code.", "Expected letters A to Z, digits, - and _ only.")
        return value

    def whole(self, column: str, low: int, high: int, *, required: bool = True) -> int | None:
        value = self.cells[column]
        expected = f"Expected a whole number from {low} to {high:,}."
        if not value:
            if required:
                self.note(column, "It is empty.", expected)
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
            self.note(column, f"“{_short(value)}” is no whole number.", expected)
            return None
        if not low <= int(value) <= high:
            self.note(column, f"{int(value)} is out of range.", expected)
            return None
        return int(value)

    def parts(self, column: str, longest: int) -> list[str]:
        """What stands between semicolons, each once."""
        return list(dict.fromkeys(part for part in map(str.strip, self.text(column, longest).split(";")) if part))

    def languages(self, column: str) -> list[str]:
        codes = [code.lower() for code in self.parts(column, LARGEST_CELL)]
        for code in codes:
            if code not in LANGUAGES:
                expected = "Expected codes of ISO 639-1 such as en;es, or nothing."
                self.note(column, f"“{_short(code)}” is no language.", expected)
        return codes

    def price(self, column: str) -> tuple[Decimal, str] | None:
        """An amount and its currency."""
        value = self.cells[column]
        expected = "Expected an amount with its currency such as 120 EUR or 12.50 EUR, or nothing."
        if not value:
            return None
        if found := PRICE.fullmatch(value):
            return Decimal(found[1]), found[2]
        wrong = "has no currency" if re.fullmatch(r"[0-9][0-9.,]*", value) else "is no price"
        self.note(column, f"“{_short(value)}” {wrong}.", expected)
        return None

    def degrees(self, column: str, most: int) -> float | None:
        value = self.cells[column]
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not -most <= number <= most:  # false for "nan" too
            self.note(
                column, f"“{_short(value)}” is no coordinate.", f"Expected degrees from -{most} to {most}, or nothing."
            )
            return None
        return number

    def day(self, column: str) -> date | None:
        value = self.cells[column]
        expected = "Expected a day such as 2027-03-31."
        if not value:
            self.note(column, "It is empty.", expected)
            return None
        try:
            # Only this spelling: fromisoformat would also take "20270331".
            day = date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None
        except ValueError:
            day = None
        if day is None or not is_day(day):
            self.note(column, f"“{_short(value)}” is no day between {FIRST_YEAR} and {LAST_YEAR}.", expected)
            return None
        return day

    def yes_no(self, column: str) -> bool | None:
        answer = {"yes": True, "no": False}.get(self.cells[column].lower())
        if answer is None:
            self.note(column, f"“{_short(self.cells[column])}” is neither yes nor no.", "Expected yes or no.")
        return answer

    def country(self, column: str) -> str:
        value = self.cells[column].upper()
        if value not in countries.countries:
            self.note(
                column, f"“{_short(value)}” is no country.", "Expected an ISO 3166 code of two letters, such as PT."
            )
        return value

    def url(self, column: str) -> str:
        """A web address; "www.example.org", as people write it, is meant as https."""
        value = self.text(column, 200)
        if value.startswith("www."):
            value = f"https://{value}"
        try:
            if value:
                URLValidator(schemes=["http", "https"])(value)
        except ValidationError:
            self.note(column, f"“{_short(value)}” is no web address.", "Expected one such as https://www.example.org.")
        return value


def as_meant(cell: str) -> str:
    """A text without the ' that keeps a spreadsheet from computing it."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def read_rows(
    folder: Path, name: str, columns: Sequence[str], problems: list[Problem], may_have: Sequence[str] = ()
) -> Iterator[Row]:
    """The rows of a file that have every column, without empty ones. Notes what keeps others from being read."""
    try:
        text = _text_of(folder / name)
    except Unreadable as error:
        problems.append(Problem(name, error.line, None, error.wrong, error.expected))
        return
    lines = _records(name, text, problems)
    header = [cell.strip().lower() for cell in next(lines, (1, []))[1]]
    if not _header_is_whole(name, header, columns, may_have, problems):
        return
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            wrong = f"This row has {words.plural(len(cells), 'cell')}."
            expected = f"Expected {len(header)}; a text with a comma stands in quotation marks."
            problems.append(Problem(name, line, None, wrong, expected))
            continue
        yield Row(name, line, {column: cell.strip() for column, cell in zip(header, cells, strict=True)}, problems)


class Unreadable(Exception):
    """A file that is no CSV in UTF-8: (what is wrong, what is expected, the line where it shows)."""

    def __init__(self, wrong: str, expected: str, line: int | None = None) -> None:
        super().__init__(wrong)
        self.wrong, self.expected, self.line = wrong, expected, line


def _text_of(path: Path) -> str:
    """The file's text without a byte order mark. Raises Unreadable."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            most = LARGEST_FILE // 1024 // 1024
            raise Unreadable(f"The file has {size / 1024 / 1024:,.0f} MB.", f"Expected at most {most} MB of CSV.")
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"The file cannot be read: {error.strerror}.", "Expected a CSV file.") from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("The file is UTF-16.", SAVE_AS_UTF8)
    if content.startswith(b"PK\x03\x04"):
        raise Unreadable("The file is a spreadsheet or an archive.", "Expected CSV; save it as “CSV UTF-8”.")
    if b"\x00" in content:
        raise Unreadable(
            "The file is binary.", "Expected CSV, a text in UTF-8.", _line_at(content, content.index(b"\x00"))
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # "utf-8-sig" counts from behind the mark.
        start = error.start + len(content) - len(error.object)
        raise Unreadable(f"Byte {content[start]:#04x} is no UTF-8.", SAVE_AS_UTF8, _line_at(content, start)) from None


def _line_at(content: bytes, position: int) -> int:
    return content[:position].count(b"\n") + 1


def _records(name: str, text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record; a cell with line breaks makes a record of several lines."""
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        wrong = f"This row is no CSV ({error}); nothing after it was read."
        problems.append(Problem(name, line, None, wrong, "Expected each opened quotation mark to be closed."))


def _header_is_whole(
    name: str, header: list[str], columns: Sequence[str], may_have: Sequence[str], problems: list[Problem]
) -> bool:
    before = len(problems)
    if len(header) == 1 and header[0].count(";") >= len(columns) - 1:
        problems.append(Problem(name, 1, None, "The columns are separated by semicolons.", "Expected commas."))
        return False
    for column in (*columns, *may_have):
        if column in columns and column not in header:
            problems.append(Problem(name, 1, column, "This column is missing.", HEADER))
        elif header.count(column) > 1:
            problems.append(Problem(name, 1, column, "This column is named twice.", HEADER))
    return len(problems) == before


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:60]}…"
