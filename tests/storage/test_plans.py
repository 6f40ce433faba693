"""No hot path reads a large table from end to end: every statement of a whole story, of the courier and of ticks is explained."""

from pathlib import Path

from tests.explained import scans
from tests.servers import Postgres
from tests.stories.derived import store_in

CASES = 100_000


async def test_no_hot_path_scans_a_large_table_on_postgresql(tmp_path: Path, postgres_server: Postgres) -> None:
    statements, found = await scans(tmp_path, postgres_server.database("plans"), CASES)
    assert statements > 30
    assert found == []


async def test_no_hot_path_walks_through_a_district_on_sqlite(tmp_path: Path) -> None:
    statements, found = await scans(tmp_path, store_in(tmp_path), CASES)
    assert statements > 30
    assert found == []
