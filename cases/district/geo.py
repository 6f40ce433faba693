"""Points and polygons in degrees: inside or not (edges count as inside), and how far away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

LonLat = tuple[float, float]
"""(lon, lat)"""
Box = tuple[float, float, float, float]
_TOLERANCE = 1e-9
METRES_A_DEGREE = 111_320.0


def box(ring: Sequence[LonLat]) -> Box:
    lons, lats = [spot[0] for spot in ring], [spot[1] for spot in ring]
    return min(lons), min(lats), max(lons), max(lats)


def in_box(spot: LonLat, bounds: Box) -> bool:
    west, south, east, north = bounds
    return west - _TOLERANCE <= spot[0] <= east + _TOLERANCE and south - _TOLERANCE <= spot[1] <= north + _TOLERANCE


def inside(spot: LonLat, ring: Sequence[LonLat]) -> bool:
    """Even-odd rule over a closed ring; a spot on the edge is inside."""
    within = False
    for start, end in pairwise(ring):
        if _on(spot, start, end):
            return True
        if (start[1] > spot[1]) != (end[1] > spot[1]):
            crossing = start[0] + (spot[1] - start[1]) / (end[1] - start[1]) * (end[0] - start[0])
            within ^= spot[0] < crossing
    return within


def inside_all(spot: LonLat, rings: Sequence[Sequence[LonLat]]) -> bool:
    """Even-odd over several closed rings: a hole is outside, its edge is not."""
    if any(_on(spot, start, end) for ring in rings for start, end in pairwise(ring)):
        return True
    return sum(inside(spot, ring) for ring in rings) % 2 == 1


def _on(spot: LonLat, start: LonLat, end: LonLat) -> bool:
    cross = (end[0] - start[0]) * (spot[1] - start[1]) - (end[1] - start[1]) * (spot[0] - start[0])
    if abs(cross) > _TOLERANCE * max(hypot(end[0] - start[0], end[1] - start[1]), _TOLERANCE):
        return False
    return in_box(spot, box((start, end)))


def metres_to(spot: LonLat, ring: Sequence[LonLat]) -> float:
    """Metres from a spot to the nearest edge, on a flat map true enough for a city."""
    scale = cos(radians(spot[1]))
    flat = [((lon - spot[0]) * scale * METRES_A_DEGREE, (lat - spot[1]) * METRES_A_DEGREE) for lon, lat in ring]
    return min(_to_segment(start, end) for start, end in pairwise(flat))


def _to_segment(start: LonLat, end: LonLat) -> float:
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    share = 0.0 if length == 0 else max(0.0, min(1.0, -(start[0] * along[0] + start[1] * along[1]) / length))
    return hypot(start[0] + share * along[0], start[1] + share * along[1])


@dataclass(frozen=True, kw_only=True)
class Point:
    """Degrees, WGS-84."""

    lat: float
    lon: float


def measuring(point: Point) -> Callable[[float, float], float]:
    """Metres from a point to any (lat, lon), on a flat map true enough for a city."""
    scale = cos(radians(point.lat))
    return lambda lat, lon: METRES_A_DEGREE * hypot((lon - point.lon) * scale, lat - point.lat)


def metres(one: Point, other: Point) -> float:
    """Between two places."""
    return measuring(one)(other.lat, other.lon)
