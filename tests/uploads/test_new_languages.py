"""Several languages are created for one upload: what Apple rejects is named, what exists is kept, Retry goes on."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from cards.uploads.audit_tags import LOCALE_CREATED
from records import audit
from sandbox.appstore import Fault
from tests.support import wording
from tests.support.env import Env
from tests.support.uploads import BOT, WATCH, press, send, watch

pytestmark = pytest.mark.timeout(120)

NAMES = {
    "en-CA": "English (Canada) (en-CA)",
    "fr-CA": "French (Canada) (fr-CA)",
    "pt-BR": "Portuguese (Brazil) (pt-BR)",
}
POST = r"^/v1/appStoreVersionLocalizations$"


def create(env: Env) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, locale in enumerate(NAMES):
            archive.writestr(f"{locale}/1.png", watch(number)[1])
    ts = send(env, (("shots.zip", packed.getvalue()),), f"{BOT} upload {WATCH}")
    press(env, ts, "Create")
    return ts


def created(env: Env) -> set[str]:
    return set(NAMES) & set(env.apple.texts(env.version_id))


def posts(env: Env) -> int:
    return env.writes().count("POST /v1/appStoreVersionLocalizations")


@pytest.mark.parametrize("pointer", ["/data/attributes/name", "", "/data/attributes/locale"])
@pytest.mark.parametrize(
    "rejected", [("fr-CA",), ("pt-BR",), ("en-CA",), ("en-CA", "pt-BR"), ("en-CA", "fr-CA", "pt-BR")]
)
def test_the_rejected_languages_are_named_and_retry_creates_them_alone(
    env: Env, rejected: tuple[str, ...], pointer: str
) -> None:
    for locale in rejected:
        env.apple.faults.add(Fault.rejects(locale, pointer=pointer, method="POST"))
    ts = create(env)
    read = env.read(ts)
    assert created(env) == set(NAMES) - set(rejected)
    for locale, name in NAMES.items():
        assert (f"{name}: " in read) == (locale in rejected)
        assert (name in read.split("Created: ")[-1].split("\n")[0]) == (locale not in rejected)
    assert (wording.NAME_IS_TAKEN in read) == (pointer == "/data/attributes/name")
    assert wording.RETRY_GOES_ON in read
    assert posts(env) == 3
    env.apple.faults.clear()
    press(env, ts, "Retry")
    assert created(env) == set(NAMES)
    assert posts(env) == 3 + len(rejected)
    assert all(env.screenshots(locale, WATCH) == ["1.png"] for locale in NAMES)
    entries = [entry.locale for entry in audit.everything(env.kit.redis) if entry.tag == LOCALE_CREATED]
    assert sorted(entries) == sorted(NAMES)


@pytest.mark.parametrize(
    ("fault", "before"),
    [
        (Fault.status(403, method="POST", path=POST, nth=2), {"en-CA"}),
        (Fault.status(503, method="POST", path=POST), set[str]()),
    ],
)
def test_what_stops_all_calls_leaves_the_rest_untried(env: Env, fault: Fault, before: set[str]) -> None:
    env.retry_at_once()
    env.apple.faults.add(fault)
    ts = create(env)
    assert created(env) == before
    assert all(name in env.read(ts) for name in NAMES.values())
    assert wording.NOT_TRIED in env.read(ts)
    env.apple.faults.clear()
    press(env, ts, "Retry")
    assert created(env) == set(NAMES)


def test_a_version_that_was_submitted_after_the_question(env: Env) -> None:
    error = {"status": "409", "code": "STATE_ERROR", "title": "State", "detail": "A locale cannot be added"}
    body = json.dumps({"errors": [error]}).encode()
    env.apple.faults.add(Fault.status(409, body, {"Content-Type": "application/json"}, method="POST", path=POST))
    read = env.read(create(env))
    assert wording.LANGUAGES_WHILE in read
    assert all(name in read for name in NAMES.values())
    assert created(env) == set()
