"""Files that lie: whatever the bytes are, reading ends with rows that are sound or with problems that name the place."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.bundles.rows import (
    AGREEMENT_COLUMNS,
    AGREEMENTS,
    HISTORY,
    HISTORY_COLUMNS,
    PARK_COLUMNS,
    PARK_MAY_HAVE,
    PARKS,
    PROGRAMME_COLUMNS,
    PROGRAMMES,
    read_bundle,
)
from exchanges.statements.checking import by_file
from softlanding.kernel.bounds import is_day
from softlanding.kernel.texts import HIDDEN

COLUMNS = {
    PARKS: (*PARK_COLUMNS, *PARK_MAY_HAVE), AGREEMENTS: AGREEMENT_COLUMNS, HISTORY: HISTORY_COLUMNS,
    PROGRAMMES: PROGRAMME_COLUMNS,
}  # fmt: skip
ODD = [
    "", " ", "Acme\x1cReply-To : x", "a\x0bb", "a\x00b", "a\u2028b", "invoice\u202etxt", "=1+1", "9" * 30, "-1", "0", "²",
    "9999-12-31", "0001-01-01", "2027-02-30", "1e400", "nan", "inf", '"', "a\r\nb", "\ufeff", "x" * 301, "ES", "yes",
    "2027-01-01", "3", "MLG", "https://", "javascript:alert(1)", "\ud800", "Łódź", "ICT;" * 2000, "en;pt", "120 EUR", "included", "'=1",
]  # fmt: skip
cells = st.one_of(st.sampled_from(ODD), st.text(max_size=30))
rows = st.lists(st.lists(cells, min_size=14, max_size=14), max_size=4)
fuzz = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@fuzz
@given(name=st.sampled_from(sorted(COLUMNS)), content=st.binary(max_size=400), with_header=st.booleans())
def test_any_bytes_are_read_to_their_end(tmp_path: Path, name: str, content: bytes, with_header: bool) -> None:
    _write(tmp_path, name, (",".join(COLUMNS[name]).encode() + b"\r\n" if with_header else b"") + content)
    _is_sound(tmp_path)


@fuzz
@given(name=st.sampled_from(sorted(COLUMNS)), rows=rows)
def test_any_cells_give_sound_rows_or_problems(tmp_path: Path, name: str, rows: list[list[str]]) -> None:
    columns = COLUMNS[name]
    lines = [",".join(columns), *(",".join(map(quoted, row[: len(columns)])) for row in rows)]
    _write(tmp_path, name, "\n".join(lines).encode("utf-8", "surrogatepass"))
    _is_sound(tmp_path)


def _write(folder: Path, name: str, content: bytes) -> None:
    for other in COLUMNS:
        (folder / other).unlink(missing_ok=True)
    (folder / name).write_bytes(content)


def _is_sound(folder: Path) -> None:
    bundle = read_bundle(folder)
    assert all(str(problem).strip() for problem in bundle.problems)
    texts = [text for park in bundle.parks for text in (park.code, park.name, park.city, park.website, *park.sectors)]
    texts += [text for park in bundle.parks for text in (park.short_name, *(park.sector_keys or ()), *park.languages)]
    texts += [text for one in bundle.services for text in (one.park, one.service, one.note, one.currency)]
    assert all(one.price is None or one.price >= 0 for one in bundle.services)
    texts += [text for stay in bundle.stays for text in (stay.reference, stay.company)]
    assert not any(HIDDEN.search(text) for text in texts)
    days = [day for one in bundle.agreements for day in (one.valid_from, one.valid_until)]
    assert all(is_day(day) for day in [*days, *(stay.starts_on for stay in bundle.stays)])


@pytest.mark.django_db
@fuzz
@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=100).map(lambda text: f'{{"parties":["{text}","b"]}}'.encode("utf-8", "replace")),
    )
)
def test_any_file_given_to_be_checked_gets_an_answer(content: bytes) -> None:
    assert by_file(content).title
