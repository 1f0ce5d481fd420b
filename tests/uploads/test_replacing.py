"""A set that holds screenshots is asked about, replaced safely, added to, put in order, and given back by Undo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Env

Shots = tuple[tuple[str, bytes], ...]
KIND = "APP_IPHONE_67"


def fill(env: Env, files: Shots) -> None:
    """Screenshots that somebody else has put there."""
    env.apple.fill_set(env.version_id, "en-US", KIND, files)


def upload(env: Env, files: Shots, more: str = "") -> str:
    """Eddie uploads to en-US; returns the ts of his message once nothing more happens by itself."""
    ts = env.says(env.eddie, f"@App Store Bot upload en-US {KIND} {more}", files)
    env.work()
    return ts


def jobs(env: Env) -> str:
    """What `jobs` tells Eddie."""
    return str(env.eddie.types("/asc jobs", env.release).json()["text"])


def press(env: Env, ts: str, label: str) -> None:
    """Eddie presses a button of the newest card in the thread."""
    env.eddie.clicks(env.release, env.replies(ts)[-1], label)
    env.slack.settled()
    env.work()


def test_a_filled_set_asks_first_and_replace_replaces(env: Env, shots: Shots) -> None:
    fill(env, shots[5:8])
    ts = upload(env, shots[:3])
    assert wording.HOLDS_SCREENSHOTS in env.read(ts)
    assert [button.label for button in env.replies(ts)[0].buttons] == ["Replace", "Add", "Cancel"]
    assert not env.writes()
    press(env, ts, "Replace")
    assert env.screenshots() == ["1.png", "2.png", "3.png"]


@pytest.mark.parametrize("shuffled", [False, True])
def test_add_keeps_what_is_there_in_front(env: Env, shots: Shots, *, shuffled: bool) -> None:
    env.apple.shuffles_order = shuffled
    fill(env, shots[5:8])
    ts = upload(env, shots[:2])
    press(env, ts, "Add")
    assert env.screenshots() == ["6.png", "7.png", "8.png", "1.png", "2.png"]


def test_cancel_changes_nothing(env: Env, shots: Shots) -> None:
    fill(env, shots[5:8])
    ts = upload(env, shots[:2])
    press(env, ts, "Cancel")
    assert not env.writes()
    assert "cancelled" in env.read(ts)


def test_the_old_ones_go_only_after_all_new_ones_are_complete(env: Env, shots: Shots) -> None:
    fill(env, shots[5:9])
    upload(env, shots[:3], "--replace")
    order = [write.split()[0] for write in env.writes()]
    assert order.index("DELETE") > max(number for number, method in enumerate(order) if method in {"PUT", "POST"})
    assert env.screenshots() == ["1.png", "2.png", "3.png"]


def test_where_old_and_new_do_not_fit_no_more_is_removed_beforehand_than_must_be(env: Env, shots: Shots) -> None:
    fill(env, shots[4:12])
    upload(env, shots[:4], "--replace")
    methods = [write for write in env.writes() if write.startswith(("DELETE", "POST /v1/appScreenshots"))]
    first_deletion = next(number for number, item in enumerate(methods) if item.startswith("DELETE"))
    assert sum(method.startswith("POST") for method in methods[:first_deletion]) == 2
    assert env.screenshots() == ["1.png", "2.png", "3.png", "4.png"]


def test_ten_are_replaced_by_ten_and_never_fewer_than_five_are_there(env: Env) -> None:
    small = [(f"{number}.png", pictures.png(312, 390, seed=number)) for number in range(1, 21)]
    env.apple.fill_set(env.version_id, "en-US", "APP_WATCH_SERIES_3", small[10:])
    held: list[int] = []
    env.apple.on_change.append(
        lambda _: held.append(len(env.apple.screenshots(env.version_id, "en-US", "APP_WATCH_SERIES_3")))
    )
    env.says(env.eddie, "@App Store Bot upload en-US watch series 3 --replace", tuple(small[:10]))
    env.work()
    assert env.screenshots("en-US", "APP_WATCH_SERIES_3") == [f"{number}.png" for number in range(1, 11)]
    assert min(held) == 5


def test_unchanged_files_are_neither_deleted_nor_sent(env: Env, shots: Shots) -> None:
    fill(env, (shots[2], shots[0], shots[5]))
    upload(env, shots[:3], "--replace")
    assert env.screenshots() == ["1.png", "2.png", "3.png"]
    assert sum(write == "POST /v1/appScreenshots" for write in env.writes()) == 1
    assert sum(write.startswith("DELETE") for write in env.writes()) == 1


def test_everything_there_already_costs_two_calls_and_no_write(env: Env, shots: Shots) -> None:
    upload(env, shots[:5])
    before, writes = len(env.apple.calls), len(env.writes())
    ts = upload(env, shots[:5])
    assert wording.ALL_THERE in env.read(ts)
    assert len(env.writes()) == writes
    assert len(env.apple.calls) - before <= 2


def test_a_different_order_is_put_right_without_sending(env: Env, shots: Shots) -> None:
    fill(env, (shots[1], shots[0], shots[2]))
    ts = upload(env, shots[:3])
    assert env.screenshots() == ["1.png", "2.png", "3.png"]
    assert [write.split()[0] for write in env.writes()] == ["PATCH"]
    assert "order" in env.read(ts)


def test_a_dry_run_tells_that_only_the_order_would_change(env: Env, shots: Shots) -> None:
    fill(env, (shots[1], shots[0]))
    ts = upload(env, shots[:2], "--dry-run")
    assert wording.NONE_WOULD_BE_SENT in env.read(ts)
    assert not env.writes()


def test_a_replacement_that_sends_nothing_says_what_was_removed(env: Env, shots: Shots) -> None:
    fill(env, shots[:3])
    ts = upload(env, shots[:1], "--replace")
    assert env.screenshots() == ["1.png"]
    assert wording.OLD_REMOVED_FROM_TIDE in env.read(ts)
    assert wording.PUT_IN_ORDER not in env.read(ts)


def test_what_is_not_sent_because_another_one_failed_is_not_blamed_on_somebody_else(env: Env, shots: Shots) -> None:
    fill(env, tuple((f"old{number}.png", pictures.png(1290, 2796, seed=60 + number)) for number in range(10)))
    env.apple.faults.add(Fault.processing_fails("IMG_BAD_FORMAT", path="2.png", times=9))
    ts = upload(env, shots[:7], "--replace")
    reported = env.read(ts)
    assert wording.NOT_SENT_AFTER_FAILURE in reported
    assert "somebody else" not in reported


def test_a_replacement_that_fails_leaves_the_set_as_it_was(env: Env, shots: Shots) -> None:
    fill(env, shots[5:8])
    env.apple.faults.add(Fault.processing_fails("IMAGE_TOOL_FAILURE", path="2.png", times=9))
    ts = upload(env, shots[:3], "--replace")
    assert env.screenshots() == ["6.png", "7.png", "8.png"]
    assert wording.LEFT_AS_IT_WAS in env.read(ts)


@pytest.mark.parametrize("path", [r"^/v1/appScreenshots$", r"^/v1/appScreenshots/"])
def test_apple_breaking_down_for_good_leaves_the_set_no_worse(env: Env, shots: Shots, path: str) -> None:
    fill(env, shots[5:8])
    method = "POST" if path.endswith("$") else "PATCH"
    env.apple.faults.add(Fault.status(409, method=method, path=path, nth=2, times=50))
    ts = upload(env, shots[:3], "--replace")
    assert env.screenshots() == ["6.png", "7.png", "8.png"]
    assert "Retry" in [button.label for button in env.replies(ts)[0].buttons]


def test_undo_brings_the_previous_set_back_in_order_and_can_be_undone(env: Env, shots: Shots) -> None:
    upload(env, (shots[3], shots[4], shots[5]))
    ts = upload(env, shots[:2], "--replace")
    assert env.screenshots() == ["1.png", "2.png"]
    press(env, ts, "Undo")
    assert env.screenshots() == ["4.png", "5.png", "6.png"]
    assert "Undone by" in env.read(ts)
    press(env, ts, "Undo")
    assert env.screenshots() == ["1.png", "2.png"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "appScreenshots$"), ("PUT", ""), ("PATCH", "appScreenshots/"), ("DELETE", "appScreenshots/")],
)
def test_an_undo_that_failed_half_way_can_be_retried(env: Env, shots: Shots, method: str, path: str) -> None:
    upload(env, (shots[3], shots[4], shots[5]))
    ts = upload(env, shots[:2], "--replace")
    env.apple.faults.add(Fault.status(409, method=method, path=path, nth=2, times=50))
    press(env, ts, "Undo")
    assert "Retry" in [button.label for button in env.replies(ts)[-1].buttons], env.read(ts)
    env.apple.faults.clear()
    press(env, ts, "Retry")
    assert env.screenshots() == ["4.png", "5.png", "6.png"], env.read(ts)
    assert wording.SHOWS_AS_BEFORE in env.read(ts)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_the_retry_of_an_undo_keeps_what_others_added_meanwhile(env: Env, shots: Shots, method: str) -> None:
    upload(env, (shots[3], shots[4], shots[5]))
    ts = upload(env, shots[:2], "--replace")
    env.apple.faults.add(Fault.status(409, method=method, path="appScreenshots", nth=2, times=50))
    press(env, ts, "Undo")
    env.apple.faults.clear()
    fill(env, shots[6:7])
    press(env, ts, "Retry")
    assert env.screenshots() == ["4.png", "5.png", "6.png", "7.png"], env.read(ts)


def test_undo_says_beforehand_what_it_cannot_bring_back(env: Env, shots: Shots) -> None:
    fill(env, shots[5:8])
    ts = upload(env, shots[:2], "--replace")
    undo = str(env.replies(ts)[0].blocks)
    assert wording.undo_not_ours(3) in undo
    press(env, ts, "Undo")
    assert env.screenshots() == []
    reported = env.read(ts)
    assert wording.UNDONE_AS_FAR_AS_POSSIBLE in reported
    assert wording.NOT_RESTORED in reported
    assert wording.NOTHING_LEFT_IN_SET in reported
    assert wording.SHOWS_AS_BEFORE not in reported


def test_undo_pressed_twice_undoes_once(env: Env, shots: Shots) -> None:
    ts = upload(env, shots[:2])
    message = env.replies(ts)[0]
    env.eddie.clicks(env.release, message, "Undo")
    env.olive.clicks(env.release, message, "Undo")
    env.slack.settled()
    env.work()
    assert env.screenshots() == []
    assert wording.UNDONE_ALREADY in env.ephemeral_text(env.olive)


def test_undo_after_somebody_changed_the_set_is_refused(env: Env, shots: Shots) -> None:
    ts = upload(env, shots[:2])
    fill(env, shots[6:7])
    press(env, ts, "Undo")
    assert env.screenshots() == ["1.png", "2.png", "7.png"]
    assert wording.CHANGED_AFTER_UPLOAD in env.read(ts)
    assert wording.UNDO_CHOSEN in env.read(ts)
    assert "Undone by" not in env.read(ts)
    assert wording.UNDO_REFUSED in jobs(env)


def test_what_somebody_added_within_the_last_minute_is_asked_about_all_the_same(env: Env, shots: Shots) -> None:
    clock = env.kit.clock
    upload(env, shots[:1])
    env.apple.fill_set(env.version_id, "en-US", "APP_IPHONE_65", [("theirs.png", pictures.png(1284, 2778, seed=1))])
    env.kit = replace(env.kit, clock=lambda: clock() + 30)
    ts = env.says(
        env.eddie, "@App Store Bot upload en-US APP_IPHONE_65", (("1.png", pictures.png(1284, 2778, seed=2)),)
    )
    env.work()
    assert wording.HOLDS_SCREENSHOTS in env.read(ts)


def test_adding_to_a_set_without_room_is_refused_before_anything_is_sent(env: Env, shots: Shots) -> None:
    fill(env, shots[:8])
    ts = upload(env, shots[8:11], "--append")
    assert wording.HOLDS_EIGHT_ADD_THREE in env.read(ts)
    assert wording.TWO_WOULD_FIT in env.read(ts)
    assert not env.writes()
