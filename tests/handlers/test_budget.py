"""How fast a bot may speak; time is an argument."""

from handlers.courier.budget import Budget, Pace


def sent(budget: Budget, chat: int, until: float) -> int:
    """How many messages leave for a chat in so many seconds."""
    count, now = 0, 0.0
    while now < until:
        if not budget.wait(chat, now):
            budget.spend(chat, now)
            budget.leaves(now)
            budget.landed(chat, now)
            count += 1
        now += 0.01
    return count


def test_a_chat_has_three_at_once_and_then_one_a_second() -> None:
    assert sent(Budget(Pace()), 5, 10) in (12, 13)


def test_a_group_has_nineteen_a_minute() -> None:
    assert sent(Budget(Pace()), -5, 59.9) == 19


def test_a_bot_has_its_budget_over_all_chats_and_uses_it_evenly() -> None:
    budget, times = Budget(Pace()), []
    for tick in range(500):
        now = tick / 100
        for chat in range(1, 400):
            if not budget.wait(chat, now) and not budget.turn(now):
                budget.spend(chat, now)
                budget.leaves(now)
                budget.landed(chat, now)
                times.append(now)
    assert len([at for at in times if at < 0.09]) < 13
    assert all(len([at for at in times if start <= at < start + 1]) <= 30 for start in (0.0, 0.25, 1.1, 2.7))
    assert len(times) >= 0.95 * 30 * 5


def test_what_is_on_its_way_counts_however_long_it_takes() -> None:
    budget, now, count = Budget(Pace()), 0.0, 0
    while now < 3:
        if not budget.turn(now):
            budget.spend(count + 1, now)
            budget.leaves(now)
            count += 1
        now += 0.01
    assert count == 30


def test_what_travels_counts_from_when_it_has_landed() -> None:
    budget = Budget(Pace())
    for _ in range(3):
        budget.spend(1, 0)
        budget.leaves(0)
    budget.landed(1, 0.5)
    assert budget.wait(1, 1.25) > 0
    assert budget.wait(1, 1.5) == 0


def test_a_pause_is_one_chats_own() -> None:
    budget = Budget(Pace())
    budget.pause(1, 30, 0)
    assert budget.wait(1, 1) == 29
    assert budget.wait(2, 1) == 0


def test_what_is_not_pressing_leaves_room() -> None:
    budget = Budget(Pace())
    budget.spend(1, 0)
    budget.spend(1, 0)
    assert budget.wait(1, 0) == 0
    assert budget.wait(1, 0, spare=1) > 0


def test_a_chat_is_not_forgotten_while_something_is_on_its_way_there() -> None:
    """Sent at 0, landed at 1.2: to Telegram that is one message at 1.2, and two more may follow at once."""
    budget = Budget(Pace())
    budget.spend(1, 0)
    budget.leaves(0)
    assert budget.blocked(1.1) == set()
    budget.landed(1, 1.2)
    for _ in range(2):
        assert budget.wait(1, 1.2) == 0
        budget.spend(1, 1.2)
    assert budget.wait(1, 1.2) > 0
