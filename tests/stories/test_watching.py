"""An operator watches from another process what happens in the city."""

import signal
from pathlib import Path

from tests.processes import Process
from tests.stories.test_reporting import report
from tests.stories.test_residents import complain_without_a_place
from tests.towns import town_in


async def test_what_happens_is_said_as_it_happens_without_names_or_words(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        worker, lead, queue = town.person("worker1"), town.person("lead_chengguan_1"), town.topic("综合执法队")
        before = await report(worker, "占道经营3起")
        watch = Process("watch", ["watch", "--data", str(tmp_path)], {}, tmp_path / "watch.log")
        await watch.start()
        await watch.says("watching yunqiao")
        number = await report(worker, "占道经营2起")
        await watch.says(f"yunqiao {number} report by {worker.id}")
        await watch.says(f"yunqiao {number} dispatch by the clock → queued chengguan")
        await lead.waits(f"{number}.*待认领", queue)
        await lead.taps("认领", queue)
        await watch.says(f"yunqiao {number} claim by {lead.id} → claimed")
        resident = town.person("resident")
        complaint = await complain_without_a_place(resident)
        await watch.says(f"yunqiao {complaint} report by a resident")
        await watch.end(signal.SIGTERM)
        assert await watch.wait() == 0
        said = watch.said()
        assert before not in said
        assert "占道" not in said
        assert str(resident.id) not in said
        assert len(said.splitlines()) == len(set(said.splitlines()))
