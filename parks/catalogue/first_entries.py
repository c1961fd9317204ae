"""The entries the network's catalogue starts with, read from the files beside; pure.

A migration writes them once; from then on network admins add, rename and retire, and these files change nothing.
"""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


def services() -> list[dict[str, str]]:
    """The rows of services.csv: key, element, name, what it is, suits, must_for, named_by."""
    return _rows("services.csv")


def sectors() -> list[dict[str, str]]:
    """The rows of sectors.csv: key, parent, name, nace_rev_2_1_divisions, other words; a parent before its sectors."""
    return _rows("sectors.csv")


def parts(cell: str) -> list[str]:
    """What stands between the semicolons of a cell."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def sector_keys(words: Iterable[str]) -> list[str]:
    """The keys of the sectors that free words mean, each once, in the words' order; unknown words have none."""
    known = _keys_of_words()
    return list(dict.fromkeys(key for word in words for key in known.get(" ".join(word.lower().split()), ())))


@cache
def _keys_of_words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in sectors():
        for word in [row["name"].lower(), *parts(row["other words (separated by ;)"])]:
            found.setdefault(word, []).append(row["key"])
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
