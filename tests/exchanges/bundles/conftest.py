"""A small bundle that is right; a test changes one cell of it and sees what is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

PARKS = '''code,name,country,city,latitude,longitude,website,founded,resident_companies,sectors
MLG,Málaga TechPark,ES,Málaga,36.72,-4.42,https://www.pta.es,1992,600,ICT; electronics
POR,"Porto, ""Digital""",BR,Recife,-8.05,-34.88,,2000,250,games
SDO,Songdo,KR,,,,,,,
'''
AGREEMENTS = """code,first_park,second_park,valid_from,valid_until,months_per_year_first_to_second,months_per_year_second_to_first,places_first_to_second,places_second_to_first,limit_months,clearing_allowed
A-1,MLG,POR,2026-01-01,2027-12-31,6,8,2,1,10,yes
A-2,SDO,MLG,2026-01-01,2027-12-31,4,0,1,0,,no
"""
HISTORY = """reference,home_park,host_park,starts_on,months,company
s-1,MLG,POR,2026-01-31,3,Lumen Optics
s-2,POR,MLG,2026-11-15,4,
s-3,SDO,MLG,2026-02-01,5,Hanbit
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the bundle with some files changed (a text or bytes) or left out (None); returns its folder."""

    def write(**changed: str | bytes | None) -> Path:
        for name, text in ({"parks": PARKS, "agreements": AGREEMENTS, "history": HISTORY} | changed).items():
            path = tmp_path / f"{name}.csv"
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return write
