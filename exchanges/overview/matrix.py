"""Who owes whom: parks by parks, or regions by regions, never more than a page can show.

Months; > 0 the row is owed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.urls import reverse

from parks.park.regions import countries_of, key_of, region_of
from softlanding.kernel import words
from softlanding.kernel.pictures import side_of

MOST = 20  # rows and columns shown at once
LEVELS = 4

SIDES = """
WITH sides AS (
    SELECT low_id AS row_id, high_id AS column_id, balance FROM exchanges_pair WHERE balance <> 0
    UNION ALL SELECT high_id, low_id, -balance FROM exchanges_pair WHERE balance <> 0
)"""
FITTING = """, fitting AS (
    SELECT sides.*, r.country AS of_row, c.country AS of_column
    FROM sides JOIN parks_park r ON r.id = row_id JOIN parks_park c ON c.id = column_id
    WHERE (%(rows)s::text[] IS NULL OR r.country = ANY(%(rows)s))
    AND (%(columns)s::text[] IS NULL OR c.country = ANY(%(columns)s))
    AND (%(named)s::bigint[] IS NULL OR row_id = ANY(%(named)s))
)"""
OF_PARKS = f"""
{SIDES}{FITTING}, all_rows AS (
    SELECT row_id, sum(balance) AS total, sum(abs(balance)) AS far FROM fitting GROUP BY row_id
), shown_rows AS (SELECT * FROM all_rows ORDER BY far DESC, row_id LIMIT %(most)s
), all_columns AS (
    SELECT column_id, sum(abs(balance)) AS far FROM fitting JOIN shown_rows USING (row_id) GROUP BY column_id
), shown_columns AS (SELECT * FROM all_columns ORDER BY far DESC, column_id LIMIT %(most)s)
SELECT r.code, r.name, shown_rows.total, shown_rows.far, c.code, c.name, shown_columns.far, balance,
    (SELECT count(*) FROM all_rows), (SELECT count(*) FROM all_columns)
FROM fitting JOIN shown_rows USING (row_id) JOIN shown_columns USING (column_id)
JOIN parks_park r ON r.id = row_id JOIN parks_park c ON c.id = column_id
"""
OF_COUNTRIES = f"""
{SIDES}{FITTING}
SELECT of_row, of_column, sum(balance), coalesce(sum(balance) FILTER (WHERE balance > 0), 0),
    coalesce(-sum(balance) FILTER (WHERE balance < 0), 0), count(*)
FROM fitting GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Wanted:
    """What of the matrix is asked for: rows and columns by region (a name; empty: all), rows by the ids of parks."""

    rows: str = ""
    columns: str = ""
    named: tuple[int, ...] | None = None

    @property
    def values(self) -> dict[str, Any]:
        return {
            "rows": countries_of(self.rows) if self.rows else None,
            "columns": countries_of(self.columns) if self.columns else None,
            "named": list(self.named) if self.named is not None else None,
        }


@dataclass(frozen=True)
class Side:
    """A park or region at the edge; `total` is what the row is owed in all of what is asked for."""

    key: str  # a park's code, or a region
    name: str
    total: int = 0
    is_region: bool = False

    @property
    def short(self) -> str:
        return short(self.name)

    @property
    def url(self) -> str:
        """Its own rows: of a region its parks, of a park its partners."""
        if self.is_region:
            return f"{reverse('exchanges:overview:matrix', args=['all'])}?region={key_of(self.key)}"
        return reverse("exchanges:overview:matrix", args=[self.key])

    @property
    def side(self) -> str:
        return side_of(self.total)

    @property
    def says(self) -> str:
        """ "owes 5", where the unit is said once for all."""
        return f"{'is owed' if self.total > 0 else 'owes'} {abs(self.total):,}"


@dataclass(frozen=True)
class Cell:
    """`months` > 0: the row is owed by the column. Of regions also what lies both ways, and between how many parks.

    `level` is its strength from 1 to 4; 0: nothing is left of what lies both ways. `far` is the largest on the page.
    """

    row: Side
    column: Side
    months: int
    far: int
    owed: int
    owes: int
    pairs: int = 1

    @property
    def level(self) -> int:
        return -(-LEVELS * abs(self.months) // self.far) if self.far else 0

    @property
    def side(self) -> str:
        return side_of(self.months)

    @property
    def shown(self) -> str:
        """The number with its sign; within a region, what its parks owe each other."""
        if self.row.key == self.column.key:
            return f"{self.owed:,}"
        return f"{'−' if self.months < 0 else ''}{abs(self.months):,}"

    @property
    def amount(self) -> int:
        return self.owed if self.row.key == self.column.key else abs(self.months)

    @property
    def says(self) -> str:
        """ "Porto Digital owes Málaga TechPark 3 months"."""
        if self.row.key == self.column.key:
            return f"Parks of {self.row.name} owe each other {words.months(self.owed)}"
        if not self.months:
            return f"{self.row.name} and {self.column.name} owe each other {words.months(self.owed)}"
        debtor, creditor = (self.row, self.column) if self.months < 0 else (self.column, self.row)
        return f"{debtor.name} owes {creditor.name} {words.months(abs(self.months))}"

    @property
    def url(self) -> str:
        """The statement of the two parks, or the parks of the two regions."""
        if self.row.is_region:
            return f"{self.row.url}&partner={key_of(self.column.key)}&view=parks"
        return reverse("exchanges:balances:statement", args=[self.row.key, self.column.key])

    @property
    def bar(self) -> float:
        """Its length where zero is in the middle, of 100."""
        return round(100 * abs(self.months) / self.far, 1) if self.far else 0

    @property
    def bar_from(self) -> float:
        return 0 if self.months > 0 else -self.bar

    @property
    def turned(self) -> "Cell":
        """The same from the other side."""
        return replace(self, row=self.column, column=self.row, months=-self.months, owed=self.owes, owes=self.owed)


@dataclass(frozen=True)
class Line:
    side: Side
    cells: list[tuple[Side, Cell | None]]


@dataclass(frozen=True)
class Matrix:
    """`rows_left` and `columns_left`: how many more there are than are shown."""

    columns: list[Side]
    lines: list[Line]
    is_regions: bool
    rows_left: int = 0
    columns_left: int = 0

    @property
    def debts(self) -> list[tuple[Side, Side, Cell]]:
        """What is shown as a list, the largest first: each two once, from the side that owes."""
        found: dict[frozenset[str], Cell] = {}
        for line in self.lines:
            for column, cell in line.cells:
                if cell:
                    key = frozenset((line.side.key, column.key))
                    found.setdefault(key, cell.turned if cell.months > 0 else cell)
        cells = sorted(found.values(), key=lambda it: (-it.amount, it.row.name, it.column.name))
        return [(cell.row, cell.column, cell) for cell in cells]


def short(name: str) -> str:
    """A park's name at the edge of a picture: "Málaga TechPark (Parque ...)" -> "Málaga TechPark"."""
    bare = name.split(" (")[0].split(" / ")[0].strip() or name
    return bare if len(bare) <= 24 else f"{bare[:23].rstrip()}…"


def of_parks(wanted: Wanted) -> Matrix:
    """The parks farthest from zero among what is asked for; one statement."""
    rows = _read(OF_PARKS, {**wanted.values, "most": MOST})
    far = max((abs(row[7]) for row in rows), default=0)
    lines = {row[0]: (row[3], Side(row[0], row[1], row[2])) for row in rows}
    columns = {row[4]: (row[6], Side(row[4], row[5])) for row in rows}
    cells = {}
    for row in rows:
        months, ends = row[7], (lines[row[0]][1], columns[row[4]][1])
        cells[row[0], row[4]] = Cell(*ends, months, far, max(0, months), max(0, -months))
    left = (rows[0][8] - len(lines), rows[0][9] - len(columns)) if rows else (0, 0)
    return _laid_out(_farthest(lines), _farthest(columns), cells, False, *left)


def of_regions(wanted: Wanted) -> Matrix:
    """Every region with debts against every other; one statement."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for home, host, *numbers in _read(OF_COUNTRIES, wanted.values):
        found = sums[region_of(home), region_of(host)]
        sums[region_of(home), region_of(host)] = [a + b for a, b in zip(found, numbers, strict=True)]
    # Within a region every debt is seen from both of its ends.
    whole = {key: ([0, it[1], it[2], it[3] // 2] if key[0] == key[1] else it) for key, it in sums.items()}
    far = max((abs(it[0]) for it in whole.values()), default=0)
    lines, columns = _regions(whole, 0), _regions(whole, 1)
    cells = {
        key: Cell(lines[key[0]][1], columns[key[1]][1], net, far, owed, owes, pairs)
        for key, (net, owed, owes, pairs) in whole.items()
    }
    return _laid_out(_farthest(lines), _farthest(columns), cells, True)


def _regions(whole: dict[tuple[str, str], list[int]], end: int) -> dict[str, tuple[int, Side]]:
    """{region: (months both ways, its side)} of the rows (end 0) or the columns (1)."""
    found = {}
    for region in {key[end] for key in whole}:
        here = [it for key, it in whole.items() if key[end] == region]
        found[region] = sum(it[1] + it[2] for it in here), Side(region, region, sum(it[0] for it in here), True)
    return found


def _read(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [tuple(int(it) if not isinstance(it, str) else it for it in row) for row in cursor.fetchall()]


def _farthest(sides: dict[str, tuple[int, Side]]) -> list[Side]:
    return [side for _, side in sorted(sides.values(), key=lambda it: (-it[0], it[1].name, it[1].key))]


def _laid_out(
    rows: Sequence[Side], columns: list[Side], cells: dict[tuple[str, str], Cell], is_regions: bool,
    rows_left: int = 0, columns_left: int = 0,
) -> Matrix:  # fmt: skip
    lines = [Line(row, [(column, cells.get((row.key, column.key))) for column in columns]) for row in rows]
    return Matrix(columns, lines, is_regions, rows_left, columns_left)
