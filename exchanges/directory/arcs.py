"""The lines of the map: from the home park to its partners, with an arrow to where months are left. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from exchanges.directory.map_parks import CLOSED, HOME, OPEN, MapPark
from exchanges.directory.projection import Box
from exchanges.directory.spreading import Spot

BEND, TIP = 0.18, 6  # how far a line leaves the straight one, of its length; length of an arrow's head


@dataclass(frozen=True, slots=True)
class Lines:
    """Path data: lines from home to partners with room, the heads of their arrows, and lines to closed partners."""

    open: str = ""
    tips: str = ""
    closed: str = ""


def lines(parks: Sequence[MapPark], spots: dict[str, Spot], box: Box, scale: float) -> Lines:
    """From the home park to every partner whose place is known, also where one of both lies outside of the view."""

    def end(park: MapPark) -> Spot | None:
        if park.point is None:
            return None
        x, y = park.point
        return spots.get(park.address, (round((x - box.x) * scale), round((y - box.y) * scale), park.radius))

    home = next((end(park) for park in parks if park.kind == HOME), None)
    if home is None:
        return Lines()
    partners = [(park.kind, spot) for park in parks if park.kind in (OPEN, CLOSED) and (spot := end(park))]
    arcs = [(kind, *arc(home, spot)) for kind, spot in partners]
    return Lines(
        open="".join(curve for kind, curve, _ in arcs if kind == OPEN),
        tips="".join(tip for kind, _, tip in arcs if kind == OPEN),
        closed="".join(curve for kind, curve, _ in arcs if kind == CLOSED),
    )


def arc(home: Spot, host: Spot) -> tuple[str, str]:
    """Path data of a line that bends to the north, from rim to rim of two dots, and of its arrow's head."""
    x1, y1, x2, y2 = *home[:2], *host[:2]
    far = hypot(x2 - x1, y2 - y1)
    if far <= home[2] + host[2] + TIP:
        return "", ""
    side = 1 if x2 >= x1 else -1
    middle_x = (x1 + x2) / 2 + side * BEND * (y2 - y1)
    middle_y = (y1 + y2) / 2 - side * BEND * (x2 - x1)

    def off(x: float, y: float, away: float) -> tuple[float, float]:
        """The point on the way from a dot's middle to the curve's bend, so far from the dot's middle."""
        long = hypot(middle_x - x, middle_y - y)
        return x + (middle_x - x) * away / long, y + (middle_y - y) * away / long

    (from_x, from_y), (to_x, to_y) = off(x1, y1, home[2]), off(x2, y2, host[2] + 2)
    neck_x, neck_y = off(x2, y2, host[2] + 2 + TIP)
    wing_x, wing_y = (to_y - neck_y) / 2, (neck_x - to_x) / 2
    curve = f"M{from_x:.0f} {from_y:.0f}Q{middle_x:.0f} {middle_y:.0f} {neck_x:.1f} {neck_y:.1f}"
    one, other = f"{neck_x + wing_x:.1f} {neck_y + wing_y:.1f}", f"{neck_x - wing_x:.1f} {neck_y - wing_y:.1f}"
    return curve, f"M{to_x:.1f} {to_y:.1f}L{one} {other}z"
