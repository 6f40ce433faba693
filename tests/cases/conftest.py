"""The example district, built once."""

import pytest

from bot.config import DEFAULT_PACK
from bot.pack.build import build
from bot.pack.read import read
from cases.district import District


@pytest.fixture(scope="session")
def district() -> District:
    return build(read(DEFAULT_PACK), 1)
