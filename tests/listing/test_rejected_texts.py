"""One text that Apple rejects never takes the others down, whether Apple points at it or not."""

from __future__ import annotations

import pytest

from appstore.catalog.locales import LOCALES
from appstore.errors import Refused
from appstore.fields import Field
from cards.wording.texts import label, not_applied_lines
from records.storage.failures import failure_of
from records.text_changes import NotApplied
from sandbox.appstore import Fault
from sandbox.slack.rendering import as_text
from tests.listing.test_files import apply, imported, sheet
from tests.support import wording
from tests.support.env import Env

FIELDS = ("description", "keywords", "promo", "whatsnew", "supporturl", "marketingurl")
APPLE = {field.value: field.api_name for field in Field}
NEW = {name: f"https://tide.example/{name}" for name in FIELDS}


@pytest.fixture(autouse=True)
def following(env: Env) -> str:
    """1.2.0 was replaced, so that 1.3.0 in preparation alone takes texts, What's New as well."""
    env.apple.set_version_state(env.version_id, "REPLACED_WITH_NEW_VERSION")
    env.version_id = env.apple.add_version(env.app_id, "1.3.0", locales=["en-US", "de-DE"])
    return env.version_id


def texts(env: Env, locale: str = "en-US") -> dict[str, str | None]:
    there = env.apple.texts(env.version_id)[locale]
    return {name: there[APPLE[name]] for name in FIELDS}


def import_of(env: Env, **bad: str) -> str:
    """Import new texts for en-US, with a rejected sign in some of them."""
    row = [NEW[name] + bad.get(name, "") for name in FIELDS]
    ts = imported(env, "texts.csv", sheet(("locale", *FIELDS), ("en-US", *row)))
    apply(env, ts)
    return env.read(ts)


# None: at the rejected attribute. "": at nothing. Otherwise at another attribute, or at something unknown.
POINTERS = [None, "", "/data/attributes/description", "/data/attributes/promotionalText", "/data", "/data/attributes/x"]


@pytest.mark.parametrize("pointer", POINTERS)
@pytest.mark.parametrize("rejected", FIELDS)
def test_the_others_are_set_and_the_rejected_one_is_named(env: Env, rejected: str, pointer: str | None) -> None:
    env.apple.faults.add(Fault.rejects("🚨", pointer=pointer))
    read = import_of(env, **{rejected: "🚨"})
    assert texts(env) == {**NEW, rejected: None}
    assert f"en-US {label(Field(rejected))}, 1.3.0 (iOS): " in read
    assert wording.NOT_VALID_CHARACTERS in read
    assert len(env.writes()) <= 2 * len(FIELDS) - 1


@pytest.mark.parametrize("pointer", POINTERS)
@pytest.mark.parametrize("rejected", [("description", "marketingurl"), ("keywords", "promo", "whatsnew"), FIELDS])
def test_several_rejected_texts_are_found(env: Env, rejected: tuple[str, ...], pointer: str | None) -> None:
    env.apple.faults.add(Fault.rejects("🚨", pointer=pointer))
    read = import_of(env, **dict.fromkeys(rejected, "🚨"))
    assert texts(env) == {**NEW, **dict.fromkeys(rejected)}
    for name in rejected:
        assert f"en-US {label(Field(name))}" in read
    assert len(env.writes()) <= 2 * len(FIELDS) - 1


@pytest.mark.parametrize("named", [("keywords", "promo"), FIELDS])
def test_errors_that_point_at_several_texts_of_which_one_is_rejected(env: Env, named: tuple[str, ...]) -> None:
    """Every call that contains the rejected text gets errors that point at others as well."""
    for name in named:
        env.apple.faults.add(Fault.rejects("🚨", pointer=f"/data/attributes/{Field(name).api_name}"))
    import_of(env, keywords="🚨")
    assert texts(env) == {**NEW, "keywords": None}


@pytest.mark.parametrize("pointer", [None, ""])
def test_the_name_is_rejected_and_the_subtitle_set(env: Env, pointer: str | None) -> None:
    env.apple.faults.add(Fault.rejects("Taken", pointer=pointer))
    ts = imported(env, "t.csv", sheet(("locale", "name", "subtitle", "promo"), ("en-US", "Taken", "Know it", "Now")))
    apply(env, ts)
    assert wording.NAME_WAS_NOT_CHANGED in env.read(ts)
    assert texts(env)["promo"] == "Now"
    info = next(iter(env.kit.apple_of("").pages(f"/v1/apps/{env.app_id}/appInfos").data))
    (english,) = [
        item
        for item in env.kit.apple_of("").pages(f"/v1/appInfos/{info.id}/appInfoLocalizations").data
        if item.text("locale") == "en-US"
    ]
    assert (english.text("name"), english.text("subtitle")) == ("Tide", "Know it")


@pytest.mark.parametrize("pointer", [None, ""])
def test_a_form_sets_the_others(env: Env, pointer: str | None) -> None:
    env.apple.faults.add(Fault.rejects("🚨", pointer=pointer))
    env.eddie.types("/asc listing de-DE", env.release)
    env.work()
    env.slack.wait_for_view(env.eddie)
    blocks = {f"{env.app_id}/de-DE/{name}/0": text for name, text in NEW.items()}
    env.eddie.submits(blocks | {f"{env.app_id}/de-DE/keywords/0": "🚨"})
    env.work()
    question = env.slack.messages(env.release)[-1]
    env.eddie.clicks(env.release, question.ts, "Apply")
    env.work()
    assert texts(env, "de-DE") == {**NEW, "keywords": None}


@pytest.mark.parametrize("words", ["promo en-US,de-DE", "schedule promo en-US,de-DE 2035-01-01T09:00"])
def test_one_language_is_rejected_and_the_other_set(env: Env, words: str) -> None:
    """A command and a schedule change one text in several languages; each language is a call of its own."""
    env.apple.faults.add(Fault.status(409, method="PATCH", nth=1))
    ts = env.says(env.eddie, f"@App Store Bot {words} Waves")
    env.work()
    if "schedule" in words:
        env.eddie.clicks(env.release, env.replies(ts)[-1], "Run now")
        env.work()
    assert (texts(env)["promo"], texts(env, "de-DE")["promo"]) == (None, "Waves")
    assert wording.ENGLISH_PROMO_NOT_CHANGED in "\n".join([env.read(ts), everything(env)])


def everything(env: Env) -> str:
    return "\n".join(as_text(message) for message in env.slack.messages(env.release))


@pytest.mark.parametrize("status", [500, 503, 429, 403, 404])
def test_no_text_is_looked_for_where_none_was_rejected(env: Env, status: int) -> None:
    env.retry_at_once()
    headers = {"Retry-After": "4000"} if status == 429 else None
    env.apple.faults.add(Fault.status(status, headers=headers, method="PATCH"))
    import_of(env)
    sent = [call.body for call in env.apple.calls if call.method == "PATCH"]
    assert all(body == sent[0] for body in sent)
    assert set(texts(env).values()) == {None}


def test_what_stops_everything_among_the_halves_leaves_the_rest_for_a_retry(env: Env) -> None:
    env.apple.faults.add(Fault.rejects("🚨", pointer=""))
    env.apple.faults.add(Fault.status(403, method="PATCH", nth=3))
    row = [NEW[name] + ("🚨" if name == "marketingurl" else "") for name in FIELDS]
    ts = imported(env, "texts.csv", sheet(("locale", *FIELDS), ("en-US", *row)))
    apply(env, ts)
    assert len(env.writes()) == 3
    env.eddie.clicks(env.release, env.replies(ts)[-1], "Retry")
    env.work()
    assert texts(env) == {**NEW, "marketingurl": None}


def test_languages_beyond_those_that_are_named_are_counted() -> None:
    error = failure_of(Refused("PATCH /v1/x", status=409))
    missed = [NotApplied(locale=locale, version="1.3.0", platform="IOS", error=error) for locale in LOCALES[:40]]
    (line,) = not_applied_lines(missed)
    assert LOCALES[29] in line
    assert " and 10 more, 1.3.0 (iOS): " in line
