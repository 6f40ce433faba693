"""The storm in its short form; `make faults` is the long one. The seed is today's, so that no two days try the same."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.storm import storm

SEED = datetime.now(UTC).toordinal()


@pytest.mark.long
@pytest.mark.timeout(280)
@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
async def test_nothing_is_lost_or_doubled_whatever_happens(store: str, tmp_path: Path) -> None:
    said: list[str] = []
    report = await storm(tmp_path, store, SEED, 2, said.append, spread=0.8, least=2)
    assert report["wrong"] == [], f"seed {SEED}: {said}"
    assert report["closed"] >= 2
    assert report["kills"] == 2
