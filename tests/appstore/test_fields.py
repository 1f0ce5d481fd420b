"""The fields of an App Store page: their limits and the resources that own them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from appstore import fields as field_appstore
from appstore.fields import Field, FieldFault, FieldFaultKind, FieldOwner
from appstore.infos import AppInfoLocalization, InfoState
from appstore.localizations import Localization
from appstore.versions import AppVersionState


@pytest.mark.parametrize("field", Field)
def test_every_field_exists_where_it_is_said_to_live(field: Field) -> None:
    home = Localization if field.home is FieldOwner.VERSION else AppInfoLocalization
    assert field.attribute in {known.name for known in fields(home)}


def test_promotional_text_can_be_changed_in_any_state() -> None:
    assert all(Field.PROMO.editable_in(state) for state in AppVersionState)


@pytest.mark.parametrize(
    ("field", "state", "editable"),
    [
        (Field.KEYWORDS, AppVersionState.PREPARE_FOR_SUBMISSION, True),
        (Field.KEYWORDS, AppVersionState.WAITING_FOR_REVIEW, True),
        (Field.KEYWORDS, AppVersionState.READY_FOR_DISTRIBUTION, False),
        (Field.KEYWORDS, AppVersionState.IN_REVIEW, False),
        (Field.NAME, InfoState.PREPARE_FOR_SUBMISSION, True),
        (Field.NAME, InfoState.READY_FOR_DISTRIBUTION, False),
    ],
)
def test_other_texts_only_before_review(field: Field, state: str, *, editable: bool) -> None:
    assert field.editable_in(state) is editable


@pytest.mark.parametrize("field", Field)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(field: Field) -> None:
    text = "https://a.example/".ljust(field.limit, "x") if field.limit > 2000 else "x" * field.limit
    assert field_appstore.faults(field, text) == ()
    assert field_appstore.faults(field, text + "x") == (
        FieldFault(FieldFaultKind.TOO_LONG, field.limit + 1, field.limit),
        *([FieldFault(FieldFaultKind.MANY_BYTES, 101, 100)] if field is Field.KEYWORDS else []),
    )


def test_characters_are_counted_not_bytes() -> None:
    assert field_appstore.count("Über 夜空") == 7
    assert field_appstore.count("👨‍👩‍👧") == 5


@pytest.mark.parametrize("field", Field)
def test_only_the_name_cannot_be_empty(field: Field) -> None:
    expected = (FieldFault(FieldFaultKind.TOO_SHORT, 0, 2),) if field is Field.NAME else ()
    assert field_appstore.faults(field, "") == expected


def test_control_characters_are_named() -> None:
    assert field_appstore.faults(Field.DESCRIPTION, "A list:\n\tone") == ()
    assert field_appstore.faults(Field.DESCRIPTION, "beep \a\x00 beep") == (
        FieldFault(FieldFaultKind.CONTROL_CHARACTER, about="U+0000"),
        FieldFault(FieldFaultKind.CONTROL_CHARACTER, about="U+0007"),
    )


@pytest.mark.parametrize("text", ["example.com", "ftp://example.com", "https://", "https://local", "https://a b.c"])
def test_an_address_must_be_one(text: str) -> None:
    assert field_appstore.faults(Field.SUPPORT_URL, text) == (FieldFault(FieldFaultKind.NOT_AN_ADDRESS, about=text),)


def test_more_than_a_hundred_bytes_of_keywords_are_a_warning() -> None:
    (fault,) = field_appstore.faults(Field.KEYWORDS, "ä" * 60)
    assert fault == FieldFault(FieldFaultKind.MANY_BYTES, 120, 100)
    assert fault.is_warning
    assert not FieldFault(FieldFaultKind.TOO_LONG).is_warning


def test_short_keywords_are_a_warning_where_two_letters_are_no_word() -> None:
    (fault,) = field_appstore.faults(Field.KEYWORDS, "stars,ab,写真")
    assert (fault.kind, fault.about, fault.is_warning) == (FieldFaultKind.SHORT_KEYWORD, "ab", True)


def test_commas_alone_are_no_keywords() -> None:
    assert field_appstore.faults(Field.KEYWORDS, ",， ") == (FieldFault(FieldFaultKind.NO_KEYWORD),)
    assert field_appstore.faults(Field.KEYWORDS, "") == ()


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("night, sky ,, Stars,STARS, star  map ,", "night,sky,Stars,star map"),
        ("夜空\uff0c星\u3001月", "夜空,星,月"),
        ("سماء\u060c نجوم", "سماء,نجوم"),
        ("one\ntwo", "one,two"),
        (" , ", ""),
    ],
)
def test_keywords_are_tidied(typed: str, tidy: str) -> None:
    assert field_appstore.tidy_keywords(typed) == tidy
    assert field_appstore.tidy_keywords(tidy) == tidy
