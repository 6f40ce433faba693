"""Faults of grids.geojson."""

from collections.abc import Iterator
from typing import Any

from shapely import unary_union
from shapely.geometry import Polygon, shape
from shapely.strtree import STRtree

from bot.pack.checks.common import codes, twice
from bot.pack.read import Body, Fault

SLIVER = 1e-10
"""Square degrees (about a square metre): smaller overlaps and gaps are rounding."""


def grids(body: Body) -> Iterator[Fault]:
    features = body["grids"]["features"]
    communities = codes(body, "communities")
    found = [str(one["properties"]["code"]) for one in features]
    for code in twice(found):
        yield Fault(file="grids.geojson", row=code, reason=f"duplicate code {code}")
    shapes: list[Any] = []
    for code, feature in zip(found, features, strict=True):
        about, polygon = feature["properties"], shape(feature["geometry"])
        rings = feature["geometry"].get("coordinates") or [[]]
        if feature["geometry"].get("type") == "Polygon" and (len(rings[0]) < 4 or rings[0][0] != rings[0][-1]):
            yield Fault(file="grids.geojson", row=code, reason="the ring is not closed: its last corner must be its first")
            return
        if str(about["community"]) not in communities:
            yield Fault(file="grids.geojson", row=code, reason=f"unknown parent community {about['community']}")
        west, south, east, north = polygon.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            yield Fault(file="grids.geojson", row=code, reason="its corners are nowhere: longitude comes first, then latitude")
            return
        if polygon.geom_type not in ("Polygon", "MultiPolygon") or not polygon.is_valid:
            yield Fault(file="grids.geojson", row=code, reason="not a valid closed polygon")
            return
        shapes.append(polygon)
    yield from _overlaps(found, shapes)
    yield from _gaps(shapes)


def _overlaps(codes: list[str], shapes: list[Any]) -> Iterator[Fault]:
    tree = STRtree(shapes)
    for index, polygon in enumerate(shapes):
        for other in tree.query(polygon):
            if other > index and polygon.intersection(shapes[other]).area > SLIVER:
                yield Fault(file="grids.geojson", row=codes[index], reason=f"overlap with grid {codes[other]}")


def _gaps(shapes: list[Any]) -> Iterator[Fault]:
    whole = unary_union(shapes)
    parts = list(getattr(whole, "geoms", [whole]))
    if len(parts) > 1:
        reason = f"the grids fall into {len(parts)} separate parts"
        yield Fault(file="grids.geojson", row="", reason=reason, warning=True)
    for part in parts:
        for ring in part.interiors:
            if Polygon(ring).area > SLIVER:
                address = Polygon(ring).representative_point()
                yield Fault(file="grids.geojson", row="", reason=f"gap between grids near {address.y:.5f}, {address.x:.5f}")
