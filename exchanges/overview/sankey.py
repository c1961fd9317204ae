"""Flows from left to right as ribbons between two rows of nodes. Pure layout; lengths in SVG user units.

Every ribbon is as thick as its months; those of a node lie side by side and fill it, on both ends.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

OTHERS = "others"
NODE, GAP, LEAST = 10, 6, 17  # width of a node, space between nodes, and the least a node with its label needs


@dataclass(frozen=True)
class Flow:
    """`months` of companies of `source` hosted by `target` (keys)."""

    source: str
    target: str
    months: int


@dataclass(frozen=True)
class Node:
    key: str
    label: str
    months: int
    x: float
    y: float
    height: float
    label_x: float
    anchor: str

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2, 1)


@dataclass(frozen=True)
class Ribbon:
    """From the left node's `top` to the right node's `end`, `thick` at both."""

    flow: Flow
    top: float
    end: float
    thick: float
    path: str
    title: str


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    sources: list[Node]
    targets: list[Node]
    ribbons: list[Ribbon]
    total: int


def grouped(flows: Sequence[Flow], most: int) -> list[Flow]:
    """The same months with at most `most` sources and as many targets: the smallest go together as OTHERS."""
    keep = [_largest(flows, side, most) for side in ("source", "target")]
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for flow in flows:
        source = flow.source if flow.source in keep[0] else OTHERS
        sums[source, flow.target if flow.target in keep[1] else OTHERS] += flow.months
    return [Flow(source, target, months) for (source, target), months in sorted(sums.items())]


def totals(flows: Sequence[Flow], side: str) -> dict[str, int]:
    """Months a key, by "source" or "target": the most first, OTHERS last."""
    sums: dict[str, int] = defaultdict(int)
    for flow in flows:
        sums[getattr(flow, side)] += flow.months
    return dict(sorted(sums.items(), key=lambda it: (it[0] == OTHERS, -it[1], it[0])))


def _largest(flows: Sequence[Flow], side: str, most: int) -> set[str]:
    keys = list(totals(flows, side))
    return set(keys if len(keys) <= most else keys[: most - 1])


def drawing(
    flows: Sequence[Flow], names: dict[str, str], width: int = 680, label: int = 190, tall: int = 300
) -> Drawing:
    """Lay out flows of 1 month or more; `names` are the keys' labels, `label` the room for them at either side.

    `tall` is the height the ribbons have together; nodes too thin for their label get more room around them.
    """
    total = sum(flow.months for flow in flows)
    unit = tall / total if total else 0
    left, right = label, width - label
    sources = _nodes(totals(flows, "source"), names, unit, (left - NODE, left - NODE - 6, "end"))
    targets = _nodes(totals(flows, "target"), names, unit, (right, right + NODE + 6, "start"))
    height = max([node.y + max(node.height, LEAST) for node in (*sources, *targets)], default=0)
    return Drawing(
        width, round(height) + 2, sources, targets, _ribbons(flows, sources, targets, names, unit, left, right), total
    )


def _nodes(months: dict[str, int], names: dict[str, str], unit: float, place: tuple[float, float, str]) -> list[Node]:
    found, y, (x, label_x, anchor) = [], 1.0, place
    for key, n in months.items():
        height = n * unit
        room = max(height, LEAST)
        name = names.get(key, "Others" if key == OTHERS else key)
        found.append(Node(key, name, n, x, round(y + (room - height) / 2, 2), round(height, 2), label_x, anchor))
        y += room + GAP
    return found


def _ribbons(
    flows: Sequence[Flow], sources: list[Node], targets: list[Node], names: dict[str, str], unit: float,
    left: float, right: float,
) -> list[Ribbon]:  # fmt: skip
    """Each takes its place in both nodes in the order of the nodes at its other end, so that few cross."""
    order = {node.key: n for n, node in enumerate(targets)}, {node.key: n for n, node in enumerate(sources)}
    tops = _places(flows, sources, "source", lambda flow: order[0][flow.target], unit)
    ends = _places(flows, targets, "target", lambda flow: order[1][flow.source], unit)
    middle, found = (left + right) / 2, []
    for flow in flows:
        top, end, thick = tops[flow], ends[flow], flow.months * unit
        path = (
            f"M{left:g} {top:g}C{middle:g} {top:g} {middle:g} {end:g} {right:g} {end:g}V{end + thick:g}"
            f"C{middle:g} {end + thick:g} {middle:g} {top + thick:g} {left:g} {top + thick:g}Z"
        )
        said = [names.get(key, "others" if key == OTHERS else key) for key in (flow.source, flow.target)]
        found.append(Ribbon(flow, top, end, thick, path, f"{said[0]} to {said[1]}: {flow.months:,}"))
    return found


def _places(flows: Sequence[Flow], nodes: list[Node], side: str, order: object, unit: float) -> dict[Flow, float]:
    found: dict[Flow, float] = {}
    for node in nodes:
        y = node.y
        for flow in sorted((it for it in flows if getattr(it, side) == node.key), key=order):  # type: ignore[call-overload]
            found[flow] = round(y, 2)
            y += flow.months * unit
    return found
