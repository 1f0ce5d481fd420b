"""Why a text was not changed: stored as a code or as Apple's error, and worded when it is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from appstore.errors import AppStoreError, RateLimited, Reason, Refused, Unauthorized, Unavailable
from cards.failures import errors
from cards.listing.notes import notes, sentences
from cards.wording.texts import not_applied_lines, why
from records.listing.change_sets import ChangeSet
from records.storage.failures import Failure, failure_of
from records.storage.notes import Note
from records.text_changes import NotApplied, Obstacle, TextNote
from tests.redis import release_0
from tests.support import wording

STORED = TypeAdapter(NotApplied)


def test_a_sentence_that_the_first_release_stored_is_shown_as_it_is() -> None:
    found = [missed for change_set in release_0.documents("revision").values() for missed in change_set["not_applied"]]
    assert found
    for raw in found:
        (line,) = not_applied_lines([STORED.validate_python(raw)])
        assert raw["reason"] in line
        assert raw["where"] in line


@pytest.mark.parametrize("code", Obstacle)
def test_every_code_has_a_sentence(code: Obstacle) -> None:
    values = ("1.2.0", "IOS", "IN_REVIEW") if "nothing" in code else ("1.2.0", "IOS")
    missed = NotApplied(locale="en-US", version="1.2.0", platform="IOS", why=Note(code=code, values=values))
    read = STORED.validate_json(STORED.dump_json(missed))
    assert read == missed
    assert code.value not in why(read)
    assert why(read)


def test_a_code_of_a_newer_release_is_shown_as_it_is_stored() -> None:
    assert why(NotApplied(locale="en-US", why=Note(code="too_new", values=("a & b",)))) == "too_new a &amp; b"


@pytest.mark.parametrize(
    "error",
    [
        Refused("PATCH /x", status=409, reasons=(Reason("STATE_ERROR", "No", "Not now"),)),
        Unauthorized("PATCH /x", status=401),
        RateLimited("PATCH /x", again_at=1e9, status=429),
        Unavailable("PATCH /x", maybe_done=True, status=500),
        Unavailable("PATCH /x", maybe_done=False),
    ],
)
def test_an_error_of_apples_reads_the_same_after_it_was_stored(error: AppStoreError) -> None:
    adapter = TypeAdapter(Failure)
    read = adapter.validate_json(adapter.dump_json(failure_of(error)))
    assert type(read.error()) is type(error)
    assert errors.explain(read) == errors.reason(error)


def test_an_error_stored_by_the_name_of_its_class_is_read() -> None:
    stored = {"kind": "RateLimited", "request": "PATCH /x", "status": 429, "reasons": [], "again_at": 1e9}
    error = TypeAdapter(Failure).validate_python(stored).error()
    assert isinstance(error, RateLimited)
    assert error.again_at == 1e9


@pytest.mark.parametrize(
    ("code", "values"),
    [
        (TextNote.REPEATED, ("sea", "surf")),
        (TextNote.WARNING, ("many_bytes", "120", "100", "")),
        (TextNote.ROOM_LEFT, ("en-US", "19", "100")),
        (TextNote.IN_THE_NAME, ("en-US", "tide")),
        (TextNote.CHANGED_SINCE_FORM, ("en-US", "promo", "de-DE", "keywords")),
        (TextNote.IGNORED_COLUMNS, ("price",)),
        (TextNote.WAS_DEFERRED, ()),
        (TextNote.SCHEDULED, ("U1", "s1", "2082103200.0", "Europe/Berlin")),
        (TextNote.PUT_BACK, ("U1", "s1", "2082103200.0", "Europe/Berlin")),
        (TextNote.RUN_NOW, ("U1", "s1", "U2")),
        (TextNote.MADE_UP_FOR, ()),
    ],
)
def test_every_note_has_a_sentence(code: TextNote, values: tuple[str, ...]) -> None:
    (sentence,) = sentences([Note(code=code, values=values)])
    assert sentence
    assert code.value not in sentence


def test_sentences_that_the_first_release_stored_are_shown_before_those_of_notes() -> None:
    raw = next(found for found in release_0.documents("revision").values() if found["notes"])
    change_set = TypeAdapter(ChangeSet).validate_python(raw)
    more = replace(change_set, remarks=(Note(code=TextNote.WAS_DEFERRED),))
    assert notes(more) == [*raw["notes"], wording.KEPT_IS_DUE]
