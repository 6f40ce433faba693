"""Points in grids: edges belong to the lower code, nothing inside the district is in no grid."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.district import geo
from cases.district.edition import District
from cases.district.geo import Point


def test_a_point_on_a_shared_edge_belongs_to_the_lower_code(district: District) -> None:
    one, two = district.grid_of["0102"], district.grid_of["0103"]
    shared = [corner for corner in one.rings[0] if corner in two.rings[0]]
    middle = Point(lon=(shared[0][0] + shared[1][0]) / 2, lat=(shared[0][1] + shared[1][1]) / 2)
    found = district.grid_at(middle)
    assert found
    assert found.code == "0102"


@settings(max_examples=100, deadline=None)
@given(x=st.floats(0.1, 0.9), y=st.floats(0.1, 0.9))
def test_every_point_well_inside_lies_in_exactly_one_grid(district: District, x: float, y: float) -> None:
    point = Point(lon=120.1200 + 6 * 0.0062 * x, lat=30.2600 + 4 * 0.0054 * y)
    found = district.grid_at(point)
    assert found
    inside = [grid.code for grid in district.grids if geo.inside((point.lon, point.lat), grid.rings[0])]
    assert found.code == min(inside)


def test_outside_the_nearest_is_offered_with_its_distance(district: District) -> None:
    far = Point(lon=120.1200 + 3 * 0.0062, lat=30.2500)
    assert district.grid_at(far) is None
    grid, metres = district.nearest(far)
    assert grid.community == "01"
    assert 900 < metres < 1300
    assert district.grid_at(None) is None


def test_an_enclave_is_its_own_grids_and_an_exclave_belongs_to_whom_it_is_far_from() -> None:
    outer = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0))
    hole = ((4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0), (4.0, 4.0))
    away = ((20.0, 0.0), (21.0, 0.0), (21.0, 1.0), (20.0, 1.0), (20.0, 0.0))
    rings = (outer, hole, away)
    assert geo.inside_all((2.0, 2.0), rings)
    assert not geo.inside_all((5.0, 5.0), rings)
    assert geo.inside_all((4.0, 5.0), rings), "the edge is of both; the lower code has it"
    assert geo.inside_all((20.5, 0.5), rings)
    assert not geo.inside_all((15.0, 0.5), rings)
