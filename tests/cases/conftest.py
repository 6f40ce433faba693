"""What the domain's tests are given beside the records."""

from dataclasses import replace

import pytest

from cases.work import Work
from tests.cases.crew import MONDAY, Crew


@pytest.fixture
def crew(work: Work) -> Crew:
    """At nine on a Monday: working time counts the same on whatever day the tests run."""
    return Crew(replace(work, now=MONDAY))
