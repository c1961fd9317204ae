"""Who owes whom: parks by parks, or regions by regions, never more than a page can show.

Months; > 0 the row is owed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from exchanges.network.regions import countries_of, region_of

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

    @property
    def short(self) -> str:
        return short(self.name)


@dataclass(frozen=True)
class Cell:
    """`months` > 0: the row is owed by the column. Of regions also what lies both ways, and between how many parks."""

    months: int
    level: int  # 1 (little) to 4, 0: nothing is left of what lies both ways
    owed: int
    owes: int
    pairs: int = 1

    @property
    def side(self) -> str:
        return "owed" if self.months > 0 else "owes" if self.months < 0 else "even"


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
        """What is shown as a list, the largest first; each pair of parks once, from the side that owes."""
        found: dict[frozenset[str], tuple[Side, Side, Cell]] = {}
        for line in self.lines:
            for column, cell in line.cells:
                if cell and cell.months > 0:
                    turned = Cell(-cell.months, cell.level, cell.owes, cell.owed, cell.pairs)
                    found[frozenset((line.side.key, column.key))] = column, line.side, turned
                elif cell:
                    found[frozenset((line.side.key, column.key))] = line.side, column, cell
        return sorted(found.values(), key=lambda it: (it[2].months, it[0].name, it[1].name))


def short(name: str) -> str:
    """A park's name at the edge of a picture: "Málaga TechPark (Parque ...)" -> "Málaga TechPark"."""
    bare = name.split(" (")[0].split(" / ")[0].strip() or name
    return bare if len(bare) <= 24 else f"{bare[:23].rstrip()}…"


def of_parks(wanted: Wanted) -> Matrix:
    """The parks farthest from zero among what is asked for; one statement."""
    rows = _read(OF_PARKS, {**wanted.values, "most": MOST})
    most = max((abs(row[7]) for row in rows), default=0)
    cells = {(row[0], row[4]): _cell(row[7], most) for row in rows}
    lines = {row[0]: (row[3], Side(row[0], row[1], row[2])) for row in rows}
    columns = {row[4]: (row[6], Side(row[4], row[5])) for row in rows}
    left = (rows[0][8] - len(lines), rows[0][9] - len(columns)) if rows else (0, 0)
    return _laid_out(_farthest(lines), _farthest(columns), cells, False, *left)


def of_regions(wanted: Wanted) -> Matrix:
    """Every region with debts against every other; one statement."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row, column, *numbers in _read(OF_COUNTRIES, wanted.values):
        found = sums[region_of(row), region_of(column)]
        sums[region_of(row), region_of(column)] = [a + b for a, b in zip(found, numbers, strict=True)]
    # Within a region every debt is seen from both of its ends.
    whole = {key: ([0, it[1], it[1], it[3] // 2] if key[0] == key[1] else it) for key, it in sums.items()}
    most = max((abs(it[0]) for it in whole.values()), default=0)
    cells = {key: _cell(net, most, owed, owes, pairs) for key, (net, owed, owes, pairs) in whole.items()}
    lines = {
        row: (sum(it[1] + it[2] for key, it in whole.items() if key[0] == row),
              Side(row, row, sum(it[0] for key, it in whole.items() if key[0] == row)))
        for row, _ in whole
    }  # fmt: skip
    columns = {
        column: (sum(it[1] + it[2] for key, it in whole.items() if key[1] == column), Side(column, column))
        for _, column in whole
    }
    return _laid_out(_farthest(lines), _farthest(columns), cells, True)


def _read(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [tuple(int(it) if not isinstance(it, str) else it for it in row) for row in cursor.fetchall()]


def _farthest(sides: dict[str, tuple[int, Side]]) -> list[Side]:
    return [side for _, side in sorted(sides.values(), key=lambda it: (-it[0], it[1].name, it[1].key))]


def _cell(months: int, most: int, owed: int = 0, owes: int = 0, pairs: int = 1) -> Cell:
    level = -(-LEVELS * abs(months) // most) if most and months else 0
    return Cell(months, level, owed or max(0, months), owes or max(0, -months), pairs)


def _laid_out(
    rows: Sequence[Side], columns: list[Side], cells: dict[tuple[str, str], Cell], is_regions: bool,
    rows_left: int = 0, columns_left: int = 0,
) -> Matrix:  # fmt: skip
    lines = [Line(row, [(column, cells.get((row.key, column.key))) for column in columns]) for row in rows]
    return Matrix(columns, lines, is_regions, rows_left, columns_left)
