"""Numbers of versions: which one can follow, and why another can't."""

from __future__ import annotations

import pytest

from appstore.releases.builds import Build, Misfit, ProcessingState
from appstore.releases.numbers import NumberFault, NumberFaultKind, next_numbers, number_fault
from appstore.versions import AppVersionState, Platform, Version

LIVE, OLD = AppVersionState.READY_FOR_DISTRIBUTION, AppVersionState.REPLACED_WITH_NEW_VERSION


def version(number: str, state: AppVersionState) -> Version:
    return Version(number, "1", number, Platform.IOS, state, None)


OTHERS = (version("1.10.0", LIVE), version("1.9", OLD))


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("1.11", None),
        ("1.10.1", None),
        ("2", None),
        ("v2.0", NumberFault(NumberFaultKind.NO_NUMBER)),
        ("2.0-beta", NumberFault(NumberFaultKind.NO_NUMBER)),
        ("2.", NumberFault(NumberFaultKind.NO_NUMBER)),
        ("２", NumberFault(NumberFaultKind.NO_NUMBER)),
        ("1.2.3.4", NumberFault(NumberFaultKind.TOO_MANY_PARTS)),
        ("1.10", NumberFault(NumberFaultKind.LIVE, "1.10.0")),
        ("1.9.0", NumberFault(NumberFaultKind.USED, "1.9")),
        ("1.9.9", NumberFault(NumberFaultKind.BACKWARDS, "1.10.0")),
    ],
)
def test_a_number_is_one_to_three_integers_and_goes_forwards(number: str, fault: NumberFault | None) -> None:
    assert number_fault(number, OTHERS) == fault


@pytest.mark.parametrize(
    ("number", "following"),
    [("1.2.0", ("1.2.1", "1.3.0", "2.0.0")), ("3.0", ("3.0.1", "3.1", "4.0")), ("", ("1.0",))],
)
def test_the_numbers_that_usually_follow(number: str, following: tuple[str, ...]) -> None:
    assert next_numbers(number) == following


@pytest.mark.parametrize(
    ("build", "why"),
    [
        ({}, ()),
        ({"state": ProcessingState.PROCESSING}, (Misfit.PROCESSING,)),
        ({"state": ProcessingState.INVALID}, (Misfit.FAILED,)),
        ({"expired": True}, (Misfit.EXPIRED,)),
        ({"internal": True}, (Misfit.INTERNAL,)),
        ({"version": "1.1.0"}, (Misfit.OTHER_VERSION,)),
        ({"platform": "MAC_OS", "version": "1.1.0"}, (Misfit.OTHER_PLATFORM, Misfit.OTHER_VERSION)),
        ({"version": "", "platform": ""}, ()),
    ],
)
def test_why_a_build_does_not_fit(build: dict[str, object], why: tuple[Misfit, ...]) -> None:
    fields = {"id": "1", "number": "42", "version": "1.2.0", "platform": "IOS", "state": ProcessingState.VALID}
    assert Build(**{**fields, **build}).misfits("1.2.0", "IOS") == why  # type: ignore[arg-type]
