"""Which clock a park goes by when nobody has said it."""

import pytest

from parks.park import time_zones
from parks.park.models import known_time_zone


@pytest.mark.parametrize(
    ("country", "place", "zone"),
    [
        ("JP", (), "Asia/Tokyo"),
        ("BR", (), "America/Sao_Paulo"),
        ("BR", (-8.05, -34.88), "America/Recife"),
        ("ES", (36.7, -4.4), "Europe/Madrid"),  # Ceuta is nearer, and has the same clock
        ("ES", (28.1, -15.4), "Atlantic/Canary"),
        ("US", (37.4, -122.0), "America/Los_Angeles"),
        ("RU", (55.03, 82.92), "Asia/Novosibirsk"),
        ("FJ", (-18.1, -179.9), "Pacific/Fiji"),
        ("XX", (1.0, 1.0), "UTC"),
    ],
)
def test_guess_takes_the_clock_of_the_place(country, place, zone) -> None:
    assert time_zones.guess(country, *place) == zone


def test_every_zone_offered_is_one_the_model_takes() -> None:
    offered = [name for _, places in time_zones.choices() for name, _ in places]
    assert len(offered) == len(set(offered)) > 300
    for name in offered:
        known_time_zone(name)
