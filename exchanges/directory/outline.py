"""Makes the outline of the world's land, static/img/world.svg, from Natural Earth's 1:110m land (public domain).

    python -m exchanges.directory.outline land-110m.json > static/img/world.svg

The file comes from the npm package world-atlas 2.0.2 (ISC licence), which carries Natural Earth 4.1.0 as TopoJSON:
arcs of whole numbers, each a step from the one before, which rings share; ~n is arc n backwards. There are no borders:
at this size they would say more of disputes than of parks.
"""

import json
import sys
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from exchanges.directory.projection import AROUND, HEIGHT, SOUTH, project

Point = tuple[float, float]


def rings(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """Every ring of the land as (longitude, latitude), without those of Antarctica."""
    scale, start = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for steps in topology["arcs"]:
        whole = accumulate(steps, lambda one, step: (one[0] + step[0], one[1] + step[1]))
        arcs.append([(x * scale[0] + start[0], y * scale[1] + start[1]) for x, y in whole])
    for shape in topology["objects"]["land"]["geometries"]:
        for ring in (ring for polygon in shape["arcs"] for ring in polygon):
            points = [point for n in ring for point in (arcs[n] if n >= 0 else arcs[~n][::-1])]
            if max(latitude for _, latitude in points) > SOUTH:
                yield from cut(points)


def cut(ring: list[Point]) -> Iterator[list[Point]]:
    """A ring that crosses the edge of the map, the 180th meridian, as two: what lies at its right and at its left."""
    whole = [ring[0]]
    for longitude, latitude in ring[1:]:
        turns = round((whole[-1][0] - longitude) / 360)
        whole.append((longitude + 360 * turns, latitude))
    for shift in (-360, 0, 360):
        moved = [(longitude + shift, latitude) for longitude, latitude in whole]
        inside = _inside(_inside(moved, 1), -1)
        if inside:
            yield inside


def _inside(ring: list[Point], side: int) -> list[Point]:
    """What of a ring lies inside of the edge at -180 degrees (side 1) or 180 (side -1), closed along the edge."""
    found = []
    for (x, y), (to_x, to_y) in zip(ring, ring[1:] + ring[:1], strict=True):
        is_in, goes_in = side * x >= -180, side * to_x >= -180
        if is_in:
            found.append((x, y))
        if is_in != goes_in:
            found.append((-180.0 * side, y + (to_y - y) * (-180 * side - x) / (to_x - x)))
    return found


def path(ring: list[Point]) -> str:
    """A ring as path data: where it begins, then steps; whole units."""
    at = [(round(x), round(y)) for x, y in (project(lat, lon) for lon, lat in ring)]
    at = at[:-1] if at[0] == at[-1] else at
    steps = [(x - u, y - v) for (u, v), (x, y) in pairwise(at) if (x, y) != (u, v)]
    if len(steps) < 2:
        return ""
    drawn = "".join(f"{x:+}{y:+}" for x, y in steps).replace("+", " ").strip()
    return f"M{at[0][0]} {at[0][1]}l{drawn}z"


def svg(topology: dict[str, Any]) -> str:
    drawn = "".join(path(ring) for ring in rings(topology))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {AROUND} {round(HEIGHT)}">\n'
        f'<path id="land" fill-rule="evenodd" d="{drawn}"/>\n</svg>\n'
    )


if __name__ == "__main__":
    sys.stdout.write(svg(json.loads(Path(sys.argv[1]).read_text())))
