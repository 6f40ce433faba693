"""Every sentence in every language, with the same facts in it; every word of the domain has one."""

import string
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from cases import errors
from cases.casework import history
from cases.casework.case import Action, Delay, Outcome, Reason, Refused, Request, Source, Status
from cases.casework.moves import BUTTONS, EXPLAINING, MOVES
from cases.figures.tally import Tally
from cases.forms.fields import DATE, ORIGINAL
from cases.forms.quantities import UNITS
from cases.intake.forms import OUTSIDE, RESIDENTS, WORKERS
from cases.outbox import Purpose
from cases.people import Role
from handlers.errors import sentence
from handlers.looks.figures import tally_parts, tally_text
from handlers.texts import LANGUAGES, Html, Texts, bare, cut, language, units

FORMS = [WORKERS, OUTSIDE, RESIDENTS, *(move.form for move in MOVES.values())]
FIELDS = {DATE, ORIGINAL, *(field for form in FORMS for field in form.needs + form.offers)}
"""What can be asked for in words."""
LABELLED = (
    *("submit", "cancel", "more", "edit", "back", "self", "self.off", "urgent", "urgent.off", "anonymous", "anonymous.off"),
    *("here", "condition", "days", "private", "why", "open", "contact_of", "location", "contact", "previous", "next"),
    *("words", "place", "phone", "category", "quantity", "number", "answer_by", "date"),
)


def facts_in(text: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_with_the_same_facts() -> None:
    zh, en = LANGUAGES["zh"], LANGUAGES["en"]
    assert set(zh) == {key for key in en if not key.startswith("unit.")}
    date_words = {"day", "poster.when", "figures.year"}  # an English day says its year
    differing = [key for key in zh if key not in date_words and facts_in(zh[key]) != facts_in(en[key])]
    assert differing == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_of_the_domain_has_its_text(lang: str) -> None:
    texts = Texts(lang, ZoneInfo("Asia/Shanghai"))
    words: list[tuple[str, list[str]]] = [
        ("status", list(Status)), ("done", list(Action)), ("reason", [*Reason, *Refused, *Delay, *Request]), ("outcome", list(Outcome)),
        ("source", list(Source)), ("role", list(Role)), ("purpose", list(Purpose)), ("ask", [one.ask for form in FORMS for one in form.needs]),
        ("asking", [one.ask for one in FIELDS if one.can_be_typed]),
        ("do", list(BUTTONS)), ("button", list(LABELLED)), ("mine.status", list(Status)), ("mine.after", ["satisfied", "unsatisfied", "slow"]),
        ("rule", [history.BY_DISPATCHER, history.BY_RETURN, history.BY_TRANSFER]), ("case.why", list(EXPLAINING)),
    ]  # fmt: skip
    assert [f"{kind}.{word}" for kind, listed in words for word in listed if not texts.has(f"{kind}.{word}")] == []
    if lang == "en":
        assert [unit for unit in UNITS if texts.unit(unit) == unit] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_refusal_has_a_sentence(lang: str) -> None:
    texts = Texts(lang, ZoneInfo("UTC"))
    facts = {
        "number": "YQ1",
        "name": "A",
        "asks": ["photos"],
        "unit": "起",
        "limit": 3,
        "usage": "role",
        "words": "W",
        "people": ["1 A"],
        "begins": "07:30",
        "ends": "10:30",
        "days": 7,
    }
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.Refusal)]
    for kind in kinds:
        if kind is not errors.Refusal:
            assert 0 < len(sentence(kind(**facts), texts)) <= 190


def test_facts_are_quoted_and_html_is_not_quoted_twice() -> None:
    texts = Texts("zh", ZoneInfo("UTC"))
    inner = texts("case.words", words="<b>&")
    assert inner == "💬 &lt;b&gt;&amp;"
    assert texts("plain", text=inner) == inner
    assert isinstance(inner, Html)


def test_dates_times_amounts_and_cuts() -> None:
    texts = Texts("zh", ZoneInfo("Asia/Shanghai"))
    assert texts.day(date(2026, 11, 22)) == "11月22日（周日）"
    assert texts.time(datetime(2026, 11, 22, 1, 3, tzinfo=UTC)) == "11-22 09:03"
    assert texts.amount(Decimal("3.00"), "起") == "3 起"
    assert cut("一二三四", 3) == "一二…"
    assert [language(code) for code in ("zh-hans", None, "en", "de")] == ["zh", "zh", "en", "en"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 30, 100, 1000])
def test_a_bulletin_of_any_length_fits_into_messages_whole(lang: str, count: int) -> None:
    texts = Texts(lang, ZoneInfo("Asia/Shanghai"))
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    found = Tally(
        district="云桥街道", english="Yunqiao", day=at.date(), start=at, end=at, carried=0, reported=count, reopened=0, closed=count,
        voided=0, open=0, checking=0, overdue=0, same_day=count, self_handled=0, people=3, frequent=(), departments=(),
        headings=tuple((f"标题<{number}>😀 heading {number}", "3", "起") for number in range(count)),
    )  # fmt: skip
    whole = tally_text(found, texts, so_far=False)
    parts = tally_parts(whole)
    assert "".join(parts) == (whole if units(bare(whole)) > 1024 else "")
    assert all(units(bare(part)) <= 4096 for part in parts)
    assert sum(part.count("&lt;") for part in parts or [whole]) == count
    assert all(part.count("&lt;") == part.count("&gt;") for part in parts), "no heading is cut in two"
