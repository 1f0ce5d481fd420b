"""A set that holds screenshots is asked about, replaced safely, added to, put in order, and given back by Undo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sandbox import pictures
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Stage

Shots = tuple[tuple[str, bytes], ...]
KIND = "APP_IPHONE_67"


def fill(stage: Stage, files: Shots) -> None:
    """Screenshots that somebody else has put there."""
    stage.apple.fill_set(stage.version_id, "en-US", KIND, files)


def upload(stage: Stage, files: Shots, more: str = "") -> str:
    """Eddie uploads to en-US; returns the ts of his message once nothing more happens by itself."""
    ts = stage.says(stage.eddie, f"@App Store Bot upload en-US {KIND} {more}", files)
    stage.work()
    return ts


def jobs(stage: Stage) -> str:
    """What `jobs` tells Eddie."""
    return str(stage.eddie.types("/asc jobs", stage.release).json()["text"])


def press(stage: Stage, ts: str, label: str) -> None:
    """Eddie presses a button of the newest card in the thread."""
    stage.eddie.clicks(stage.release, stage.replies(ts)[-1], label)
    stage.slack.settled()
    stage.work()


def test_a_filled_set_asks_first_and_replace_replaces(stage: Stage, shots: Shots) -> None:
    fill(stage, shots[5:8])
    ts = upload(stage, shots[:3])
    assert wording.HOLDS_SCREENSHOTS in stage.read(ts)
    assert [button.label for button in stage.replies(ts)[0].buttons] == ["Replace", "Add", "Cancel"]
    assert not stage.writes()
    press(stage, ts, "Replace")
    assert stage.shots() == ["1.png", "2.png", "3.png"]


@pytest.mark.parametrize("shuffled", [False, True])
def test_add_keeps_what_is_there_in_front(stage: Stage, shots: Shots, *, shuffled: bool) -> None:
    stage.apple.shuffles_order = shuffled
    fill(stage, shots[5:8])
    ts = upload(stage, shots[:2])
    press(stage, ts, "Add")
    assert stage.shots() == ["6.png", "7.png", "8.png", "1.png", "2.png"]


def test_cancel_changes_nothing(stage: Stage, shots: Shots) -> None:
    fill(stage, shots[5:8])
    ts = upload(stage, shots[:2])
    press(stage, ts, "Cancel")
    assert not stage.writes()
    assert "cancelled" in stage.read(ts)


def test_the_old_ones_go_only_after_all_new_ones_are_complete(stage: Stage, shots: Shots) -> None:
    fill(stage, shots[5:9])
    upload(stage, shots[:3], "--replace")
    order = [write.split()[0] for write in stage.writes()]
    assert order.index("DELETE") > max(number for number, method in enumerate(order) if method in {"PUT", "POST"})
    assert stage.shots() == ["1.png", "2.png", "3.png"]


def test_where_old_and_new_do_not_fit_no_more_is_removed_beforehand_than_must_be(stage: Stage, shots: Shots) -> None:
    fill(stage, shots[4:12])
    upload(stage, shots[:4], "--replace")
    methods = [write for write in stage.writes() if write.startswith(("DELETE", "POST /v1/appScreenshots"))]
    first_deletion = next(number for number, one in enumerate(methods) if one.startswith("DELETE"))
    assert sum(method.startswith("POST") for method in methods[:first_deletion]) == 2
    assert stage.shots() == ["1.png", "2.png", "3.png", "4.png"]


def test_ten_are_replaced_by_ten_and_never_fewer_than_five_are_there(stage: Stage) -> None:
    small = [(f"{number}.png", pictures.png(312, 390, seed=number)) for number in range(1, 21)]
    stage.apple.fill_set(stage.version_id, "en-US", "APP_WATCH_SERIES_3", small[10:])
    held: list[int] = []
    stage.apple.on_change.append(
        lambda _: held.append(len(stage.apple.screenshots(stage.version_id, "en-US", "APP_WATCH_SERIES_3")))
    )
    stage.says(stage.eddie, "@App Store Bot upload en-US watch series 3 --replace", tuple(small[:10]))
    stage.work()
    assert stage.shots("en-US", "APP_WATCH_SERIES_3") == [f"{number}.png" for number in range(1, 11)]
    assert min(held) == 5


def test_unchanged_files_are_neither_deleted_nor_sent(stage: Stage, shots: Shots) -> None:
    fill(stage, (shots[2], shots[0], shots[5]))
    upload(stage, shots[:3], "--replace")
    assert stage.shots() == ["1.png", "2.png", "3.png"]
    assert sum(write == "POST /v1/appScreenshots" for write in stage.writes()) == 1
    assert sum(write.startswith("DELETE") for write in stage.writes()) == 1


def test_everything_there_already_costs_two_calls_and_no_write(stage: Stage, shots: Shots) -> None:
    upload(stage, shots[:5])
    before, writes = len(stage.apple.calls), len(stage.writes())
    ts = upload(stage, shots[:5])
    assert wording.ALL_THERE in stage.read(ts)
    assert len(stage.writes()) == writes
    assert len(stage.apple.calls) - before <= 2


def test_a_different_order_is_put_right_without_sending(stage: Stage, shots: Shots) -> None:
    fill(stage, (shots[1], shots[0], shots[2]))
    ts = upload(stage, shots[:3])
    assert stage.shots() == ["1.png", "2.png", "3.png"]
    assert [write.split()[0] for write in stage.writes()] == ["PATCH"]
    assert "order" in stage.read(ts)


def test_a_dry_run_tells_that_only_the_order_would_change(stage: Stage, shots: Shots) -> None:
    fill(stage, (shots[1], shots[0]))
    ts = upload(stage, shots[:2], "--dry-run")
    assert wording.NONE_WOULD_BE_SENT in stage.read(ts)
    assert not stage.writes()


def test_a_replacement_that_sends_nothing_says_what_was_removed(stage: Stage, shots: Shots) -> None:
    fill(stage, shots[:3])
    ts = upload(stage, shots[:1], "--replace")
    assert stage.shots() == ["1.png"]
    assert wording.OLD_REMOVED_FROM_TIDE in stage.read(ts)
    assert wording.PUT_IN_ORDER not in stage.read(ts)


def test_what_is_not_sent_because_another_one_failed_is_not_blamed_on_somebody_else(stage: Stage, shots: Shots) -> None:
    fill(stage, tuple((f"old{number}.png", pictures.png(1290, 2796, seed=60 + number)) for number in range(10)))
    stage.apple.faults.add(Fault.processing_fails("IMG_BAD_FORMAT", path="2.png", times=9))
    ts = upload(stage, shots[:7], "--replace")
    told = stage.read(ts)
    assert wording.NOT_SENT_AFTER_FAILURE in told
    assert "somebody else" not in told


def test_a_replacement_that_fails_leaves_the_set_as_it_was(stage: Stage, shots: Shots) -> None:
    fill(stage, shots[5:8])
    stage.apple.faults.add(Fault.processing_fails("IMAGE_TOOL_FAILURE", path="2.png", times=9))
    ts = upload(stage, shots[:3], "--replace")
    assert stage.shots() == ["6.png", "7.png", "8.png"]
    assert wording.LEFT_AS_IT_WAS in stage.read(ts)


@pytest.mark.parametrize("path", [r"^/v1/appScreenshots$", r"^/v1/appScreenshots/"])
def test_apple_breaking_down_for_good_leaves_the_set_no_worse(stage: Stage, shots: Shots, path: str) -> None:
    fill(stage, shots[5:8])
    method = "POST" if path.endswith("$") else "PATCH"
    stage.apple.faults.add(Fault.status(409, method=method, path=path, nth=2, times=50))
    ts = upload(stage, shots[:3], "--replace")
    assert stage.shots() == ["6.png", "7.png", "8.png"]
    assert "Retry" in [button.label for button in stage.replies(ts)[0].buttons]


def test_undo_brings_the_previous_set_back_in_order_and_can_be_undone(stage: Stage, shots: Shots) -> None:
    upload(stage, (shots[3], shots[4], shots[5]))
    ts = upload(stage, shots[:2], "--replace")
    assert stage.shots() == ["1.png", "2.png"]
    press(stage, ts, "Undo")
    assert stage.shots() == ["4.png", "5.png", "6.png"]
    assert "Undone by" in stage.read(ts)
    press(stage, ts, "Undo")
    assert stage.shots() == ["1.png", "2.png"]


def test_undo_says_beforehand_what_it_cannot_bring_back(stage: Stage, shots: Shots) -> None:
    fill(stage, shots[5:8])
    ts = upload(stage, shots[:2], "--replace")
    undo = str(stage.replies(ts)[0].blocks)
    assert wording.UNDO_NOT_OURS in undo
    press(stage, ts, "Undo")
    assert stage.shots() == []
    told = stage.read(ts)
    assert wording.UNDONE_AS_FAR_AS_POSSIBLE in told
    assert wording.NOT_BROUGHT_BACK in told
    assert wording.NOTHING_LEFT_IN_SET in told
    assert wording.SHOWS_AS_BEFORE not in told


def test_undo_pressed_twice_undoes_once(stage: Stage, shots: Shots) -> None:
    ts = upload(stage, shots[:2])
    message = stage.replies(ts)[0]
    stage.eddie.clicks(stage.release, message, "Undo")
    stage.olive.clicks(stage.release, message, "Undo")
    stage.slack.settled()
    stage.work()
    assert stage.shots() == []
    assert wording.UNDONE_ALREADY in stage.whispers(stage.olive)


def test_undo_after_somebody_changed_the_set_is_refused(stage: Stage, shots: Shots) -> None:
    ts = upload(stage, shots[:2])
    fill(stage, shots[6:7])
    press(stage, ts, "Undo")
    assert stage.shots() == ["1.png", "2.png", "7.png"]
    assert wording.CHANGED_AFTER_UPLOAD in stage.read(ts)
    assert wording.UNDO_CHOSEN in stage.read(ts)
    assert "Undone by" not in stage.read(ts)
    assert wording.UNDO_REFUSED in jobs(stage)


def test_what_somebody_added_within_the_last_minute_is_asked_about_all_the_same(stage: Stage, shots: Shots) -> None:
    clock = stage.kit.clock
    upload(stage, shots[:1])
    stage.apple.fill_set(stage.version_id, "en-US", "APP_IPHONE_65", [("theirs.png", pictures.png(1284, 2778, seed=1))])
    stage.kit = replace(stage.kit, clock=lambda: clock() + 30)
    ts = stage.says(
        stage.eddie, "@App Store Bot upload en-US APP_IPHONE_65", (("1.png", pictures.png(1284, 2778, seed=2)),)
    )
    stage.work()
    assert wording.HOLDS_SCREENSHOTS in stage.read(ts)


def test_adding_to_a_set_without_room_is_refused_before_anything_is_sent(stage: Stage, shots: Shots) -> None:
    fill(stage, shots[:8])
    ts = upload(stage, shots[8:11], "--append")
    assert wording.HOLDS_EIGHT_ADD_THREE in stage.read(ts)
    assert wording.TWO_WOULD_FIT in stage.read(ts)
    assert not stage.writes()
