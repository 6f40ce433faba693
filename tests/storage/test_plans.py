"""No hot path reads a large table from end to end: every statement of a whole story, of the courier and of ticks is explained."""

from pathlib import Path

from tests.explained import scans
from tests.servers import Postgres

CASES = 100_000


async def test_no_hot_path_scans_a_large_table(tmp_path: Path, postgres_server: Postgres) -> None:
    statements, found = await scans(tmp_path, postgres_server, CASES)
    assert statements > 30
    assert found == []
