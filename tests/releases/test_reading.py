"""Where what Apple includes with an app may not be everything, the lists are read."""

from __future__ import annotations

from typing import Any

import pytest

from appstore.releases.overview import Listing
from appstore.releases.states import SubjectKind, SubjectState
from records.releases.transitions import begun
from tasks.releases.alerts.reading import UPLOADED_SECONDS, is_lacking

BEGAN = 1_000_000.0
NOW = BEGAN + UPLOADED_SECONDS + 1


def lacks(kind: SubjectKind, known: dict[str, str], included: tuple[str, ...], **listing: Any) -> bool:  # noqa: ANN401
    """Return whether a list is read where these are known and those included."""
    states = [SubjectState(kind=kind, id=each, state=state) for each, state in known.items()]
    found = tuple(SubjectState(kind=kind, id=each, state="VALID") for each in included)
    given = Listing(found=found, **{"total": len(included), "complete": True, **listing})
    return is_lacking(begun("1", "", states, BEGAN, 0.0), kind, given, NOW)


@pytest.mark.parametrize("kind", [SubjectKind.VERSION, SubjectKind.BUILD, SubjectKind.SUBMISSION])
def test_nothing_else_is_read_where_everything_is_included(kind: SubjectKind) -> None:
    assert not lacks(kind, {}, ())
    assert not lacks(kind, {"a": "COMPLETE", "b": "IN_REVIEW"}, ("b", "c"))


def test_what_has_gone_from_the_included_builds_is_looked_up() -> None:
    assert lacks(SubjectKind.BUILD, {"a": "VALID"}, ())
    assert lacks(SubjectKind.BUILD, {"a": "PROCESSING"}, ("b",))
    assert not lacks(SubjectKind.VERSION, {"a": "IN_REVIEW"}, ())


def test_a_part_is_enough_only_while_nothing_else_can_have_changed() -> None:
    assert lacks(SubjectKind.BUILD, {"a": "VALID"}, ("a",), complete=False, total=60)
    assert lacks(SubjectKind.BUILD, {"a": "VALID"}, ("a",), complete=False, total=None)


def test_after_the_event_of_an_upload_builds_are_read_from_their_list() -> None:
    upload = SubjectState(kind=SubjectKind.BUILD_UPLOAD, id="u", state="COMPLETE")
    app = begun("1", "", [upload], BEGAN, 0.0)
    listing = Listing(found=(), total=0, complete=True)
    assert is_lacking(app, SubjectKind.BUILD, listing, BEGAN + 1)
    assert not is_lacking(app, SubjectKind.BUILD, listing, NOW)
    assert not is_lacking(app, SubjectKind.SUBMISSION, listing, BEGAN + 1)
