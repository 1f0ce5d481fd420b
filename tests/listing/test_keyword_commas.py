"""Keywords that no commas separate are asked about before Apple gets them as one keyword."""

from __future__ import annotations

import pytest

from records.schedules import schedules
from sandbox.slack.rendering import as_text
from sandbox.slack.snapshots import Message
from tests.support import wording
from tests.support.env import Env

LINES = [
    "tide wind waves harbour",
    "tide; wind; waves; harbour",
    "tide|wind|waves|harbour",
    "tide/wind/waves/harbour",
    "#tide #wind #waves #harbour",
    "• tide • wind • waves • harbour",
    '"tide" "wind" "waves" "harbour"',
    "- tide\n- wind\n- waves\n- harbour",
    "tide wind, waves; harbour",
    "['tide', 'wind', 'waves', 'harbour']",
    '["tide", "wind", "waves", "harbour"]',
    "[tide, wind, waves, harbour]",
    "Keywords: tide, wind, waves, harbour",
    "tide_wind_waves_harbour",
    "tide→wind→waves→harbour",
    "tide‚wind‚waves‚harbour",
]
WITH_COMMAS = "tide,wind,waves,harbour"


def keywords(env: Env, locale: str = "en-US") -> str | None:
    return env.apple.texts(env.version_id)[locale]["keywords"]


@pytest.fixture(autouse=True)
def _before(env: Env) -> None:
    env.apple.set_text(env.version_id, "en-US", keywords="sea")
    env.apple.set_text(env.version_id, "de-DE", keywords="meer")


def ask(env: Env, text: str, files: tuple[tuple[str, bytes], ...] = ()) -> str:
    ts = env.says(env.eddie, f"@App Store Bot {text}", files)
    env.work()
    return ts


def press(env: Env, message: Message, label: str) -> None:
    env.eddie.clicks(env.release, message.ts, label)
    env.work()


@pytest.mark.parametrize("line", LINES)
def test_a_command_asks_and_separates_them(env: Env, line: str) -> None:
    ts = ask(env, f"keywords en-US {line}")
    question = env.replies(ts)[-1]
    assert wording.SEPARATED_BY_COMMAS_ALONE in as_text(question)
    assert keywords(env) == "sea"
    press(env, question, "Separate with commas")
    assert keywords(env) in {WITH_COMMAS, "tide wind,waves,harbour"}
    assert wording.SEPARATED_BY_COMMAS_ALONE not in env.read(ts)


def test_they_may_be_one_keyword(env: Env) -> None:
    ts = ask(env, "keywords en-US high tide")
    press(env, env.replies(ts)[-1], "Apply")
    assert keywords(env) == "high tide"
    press(env, env.replies(ts)[-1], "Undo")
    assert keywords(env) == "sea"


def test_cancel_changes_nothing(env: Env) -> None:
    ts = ask(env, "keywords en-US high tide")
    press(env, env.replies(ts)[-1], "Cancel")
    assert env.writes() == []


def test_a_slash_command_asks_privately(env: Env) -> None:
    env.eddie.types("/asc keywords en-US,de-DE tide; wind", env.release)
    env.work()
    question = env.slack.ephemerals(env.eddie)[-1]
    assert env.writes() == []
    env.eddie.clicks(env.release, question, "Separate with commas")
    env.work()
    assert keywords(env) == keywords(env, "de-DE") == "tide,wind"


def test_a_dry_run_says_it_too(env: Env) -> None:
    assert wording.SEPARATED_BY_COMMAS_ALONE in env.read(ask(env, "keywords en-US tide wind --dry-run"))


@pytest.mark.parametrize(
    "line", ["high tide,low tide,sun", "tide\nwind", "tide、wind", "tide､wind", "rock 'n' roll,sailor's", "tide"]
)
def test_keywords_with_commas_are_set_at_once(env: Env, line: str) -> None:
    ask(env, f"keywords en-US {line}")
    assert len(env.writes()) == 1


def test_the_form_asks(env: Env) -> None:
    env.eddie.types("/asc keywords en-US", env.release)
    env.work()
    env.slack.wait_for_view(env.eddie)
    env.eddie.submits({f"{env.app_id}/en-US/keywords/0": "tide; wind"})
    env.work()
    assert env.writes() == []
    press(env, env.slack.messages(env.release)[-1], "Separate with commas")
    assert keywords(env) == "tide,wind"


def test_a_file_asks_for_the_cells_that_were_edited(env: Env) -> None:
    env.apple.set_text(env.version_id, "de-DE", keywords="meer wind wellen")
    data = b"locale,keywords,promo\nen-US,tide; wind,Hello\nde-DE,meer wind wellen,Hallo\n"
    ts = ask(env, "listing import", (("texts.csv", data),))
    question = env.replies(ts)[-1]
    assert wording.SEPARATED_BY_COMMAS_ALONE in as_text(question)
    assert "meer,wind" not in as_text(question)
    press(env, question, "Separate with commas")
    assert keywords(env) == "tide,wind"
    assert keywords(env, "de-DE") == "meer wind wellen"
    assert env.apple.texts(env.version_id)["en-US"]["promotionalText"] == "Hello"


def test_without_a_version_in_preparation_they_are_kept_as_decided(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    ts = ask(env, "keywords en-US tide; wind")
    assert wording.SEPARATED_BY_COMMAS_ALONE in env.read(ts)
    press(env, env.replies(ts)[-1], "Separate with commas")
    assert wording.SEPARATED_BY_COMMAS_ALONE not in as_text(env.replies(ts)[-1])
    assert env.replies(ts)[-1].buttons[0].label == "Keep for the next version"
    assert env.writes() == []


@pytest.mark.parametrize("line", ["tide wind", "tide; wind", "#tide #wind"])
def test_a_schedule_asks_how_to_write_them(env: Env, line: str) -> None:
    for when in ("2035-07-24T09:00", '"0 9 * * 1" moon |'):
        read = env.read(ask(env, f"schedule keywords en-US {when} {line}"))
        assert wording.SEPARATED_BY_COMMAS_ALONE in read
        assert wording.NOT_SCHEDULED in read
    assert schedules.all_open(env.kit.redis) == []


def test_a_comma_at_the_end_schedules_one_keyword(env: Env) -> None:
    ask(env, "schedule keywords en-US 2035-07-24T09:00 high tide,")
    (schedule,) = schedules.all_open(env.kit.redis)
    assert schedule.texts == ("high tide",)
