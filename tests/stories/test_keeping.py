"""A backup of a running town, on another store: everything is there, history verifies, and life goes on."""

import asyncio
import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.config import DEFAULT_PACK, Misconfigured, read
from bot.keeping import restore
from tests.people import IN_0103, PATIENCE, jpeg, number_in, text_of
from tests.processes import wangge
from tests.servers import Postgres
from tests.stories.test_department import clear
from tests.stories.test_reporting import report
from tests.towns import town_in


async def said_by(*arguments: str, **environment: str) -> str:
    return (await wangge(*arguments, **environment))[1]


async def test_from_sqlite_to_postgresql_while_it_runs(tmp_path: Path, postgres_server: Postgres) -> None:
    kept, there = str(tmp_path / "backup"), postgres_server.database("restored")
    async with town_in(tmp_path) as town:
        number = await report(town.person("worker1"), "占道经营3起")
        await clear(town, number)
        await town.person("worker1").waits(f"{number}.*待核查")
        said = await said_by("backup", kept, "--data", str(tmp_path))
        assert "2 pictures" in said or "5 pictures" in said, said
        await town.person("worker2").taps("通过")
        await town.person("worker1").waits(f"{number}.*已办结")
    moved = {"WANGGE_DATABASE": there, "WANGGE_PHOTOS": str(tmp_path / "photos2"), "WANGGE_TOKEN": "100:demo"}
    elsewhere = str(tmp_path / "elsewhere")
    assert "restored" in await said_by("restore", kept, "--data", elsewhere, **moved)
    assert "holds records already" in await said_by("restore", kept, "--data", elsewhere, **moved)
    examined = await said_by("doctor", "--deep", "--data", elsewhere, **moved)
    assert "history verified, 0 difference(s)" in examined, examined
    async with town_in(tmp_path, WANGGE_DATABASE=there, WANGGE_PHOTOS=moved["WANGGE_PHOTOS"]) as town:
        worker = town.person("worker1")
        await worker.says(number)
        assert "photo" in await worker.waits(f"{number}[^\n]*待核查")
        await worker.shows(jpeg(), caption="暴露垃圾2处")
        await worker.waits("上报草稿.*2 处")


async def test_a_directory_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    assert "is no backup" in await said_by("restore", str(tmp_path), "--data", str(tmp_path / "new"))


MANIFESTS = {
    "nothing": "",
    "words": "{[",
    "list": "[]",
    "number": "7",
    "empty": "{}",
    "bytes": "\0",
    "old": '{"format": 1, "revision": "0001"}',
}


@pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_that_says_something_else_is_one_sentence(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(Misconfigured, match="is no backup"):
        asyncio.run(restore(read(tmp_path / "new"), tmp_path))


async def test_half_a_backup_is_no_backup(tmp_path: Path) -> None:
    kept = tmp_path / "backup"
    async with town_in(tmp_path) as town:
        await report(town.person("worker1"), "占道经营3起")
        await said_by("backup", str(kept), "--data", str(tmp_path))
    assert not [path for path in kept.rglob("*") if path.stat().st_mode & 0o077], "nobody else may read it"
    events = kept / "records" / "events.jsonl.gz"
    whole = events.read_bytes()
    for spoilt in (gzip.compress(gzip.decompress(whole)[:40]), whole[:50]):
        events.write_bytes(spoilt)
        said = await said_by("restore", str(kept), "--data", str(tmp_path / "new"))
        assert "events.jsonl.gz is not as it was written; nothing was restored" in said
    events.unlink()
    half = tmp_path / "backup.part"
    half.mkdir()
    assert "rows" in await said_by("backup", str(tmp_path / "again"), "--data", str(tmp_path))
    assert half.is_dir(), "nobody else's directory is touched"
    assert "events.jsonl.gz is missing" in await said_by("restore", str(kept), "--data", str(tmp_path / "new"))
    events.write_bytes(whole)
    assert "restored" in await said_by("restore", str(kept), "--data", str(tmp_path / "new"))


async def recorded(folder: Path, count: int = 1) -> list[str]:
    """The hashes of what was said or filmed, once so much was fetched: nobody is told of that, so it is asked again and again."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with closing(sqlite3.connect(folder / "wangge.db")) as records:
                found = [sha for (sha,) in records.execute("SELECT recording_sha FROM photos WHERE recording_sha IS NOT NULL")]
            if len(found) >= count and all(list((folder / "photos").rglob(f"{sha}*")) for sha in found):
                return found
            await asyncio.sleep(0.05)


async def test_who_was_erased_from_the_staff_stays_so(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        admin, worker = town.person("admin"), town.person("worker1")
        await admin.says(f"/role {worker.id} -all")
        await admin.waits("已收回")
        assert "backups" in await said_by("erase", str(worker.id), "--data", str(tmp_path))
    pack = tmp_path / "pack"
    shutil.copytree(DEFAULT_PACK, pack)
    about = (pack / "district.yaml").read_text("utf-8")
    (pack / "district.yaml").write_text(about.replace("english: Yunqiao Subdistrict", "english: Yunqiao"), "utf-8")
    assert "edition 2" in await said_by("district", "load", str(pack), "--data", str(tmp_path))
    with closing(sqlite3.connect(tmp_path / "wangge.db")) as kept:
        assert kept.execute("SELECT name FROM people WHERE id = ?", (worker.id,)).fetchone() == ("—",)
        bodies = [body for (body,) in kept.execute("SELECT body FROM editions ORDER BY number")]
    assert "10000009548" not in bodies[0], "nor in what the pack said then"


async def test_a_person_is_erased_and_the_case_stays(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        resident = town.person("resident")
        await resident.shows(jpeg("door"), caption="门口占道经营，我是冯霞，电话 138 0013 8000")
        await resident.is_at(*IN_0103)
        await resident.waits("可以提交")
        await resident.taps("提交")
        number = number_in(await resident.waits("您的反映 YQ"))
        await town.person("worker1").waits(f"{number}.*138 ")
        card = await town.person("worker1").waits(f"{number}.*待核实")
        assert "冯霞" not in text_of(card)
        assert "138 0013 8000" not in text_of(card)
        await resident.records(b"OggS" + b"\x02" * 4000)
        await resident.waits(f"已记入 {number}")
        (voice,) = await recorded(tmp_path)
        dispatcher, lead, queue = town.person("dispatcher"), town.person("lead_chengguan_1"), town.topic("综合执法队")
        worker = town.person("worker1")
        await worker.taps("属实")
        await lead.waits(f"{number}.*待认领", queue)
        await lead.taps("认领", queue)
        await lead.waits(f"{number}.*处置中", queue)
        await lead.records(
            b"OggS" + b"\x03" * 4000, where=queue, reply_to=(await lead.waits(f"{number}.*处置中", queue))["message_id"]
        )
        card = await worker.waits(f"{number}.*处置中")
        await worker.says("已电话联系反映人冯霞", reply_to=card["message_id"])
        await worker.waits("已记入")
        departments = next(sha for sha in await recorded(tmp_path, 2) if sha != voice)
        for search in ("/people 冯霞", "/find 冯霞", "/people 刘杰"):
            await dispatcher.says(search)
            await dispatcher.waits(search.split()[1])
        assert "nobody with the id 99999 is known" in await said_by("erase", "99999", "--data", str(tmp_path))
        assert "still has roles" in await said_by("erase", str(town.person("worker1").id), "--data", str(tmp_path))
        said = await said_by("erase", str(resident.id), "--data", str(tmp_path))
        assert "1 cases kept" in said
        assert "backups made until now" in said
        await town.person("worker1").waits(
            lambda seen: [one for one in seen if number in text_of(one) and "138" not in text_of(one)]
        )
        await dispatcher.waits(lambda seen: len([one for one in seen if "此列表已收起" in text_of(one)]) == 2)
        assert not [one for one in await dispatcher.sees() if "冯霞" in text_of(one) and one["from"]["is_bot"]]
    records = b"".join(path.read_bytes() for path in tmp_path.glob("wangge.db*"))
    assert records
    kept = sqlite3.connect(tmp_path / "wangge.db")
    rows = [str(row) for table in ("people", "words", "drafts", "letters") for row in kept.execute(f"SELECT * FROM {table}")]
    kept.close()
    assert not [row for row in rows if "冯霞" in row or "8000" in row]
    assert not list((tmp_path / "photos").rglob(f"{voice}*"))
    assert list((tmp_path / "photos").rglob(f"{departments}*")), "what the department said is its own"
    examined = await said_by("doctor", "--deep", "--data", str(tmp_path))
    assert "history verified, 0 difference(s)" in examined
    assert "ok  telegram: a demo has its own" in examined
