"""Fixtures that tests of the App Store Connect stand-in share: a user with a key, an app, and what it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox import pictures
from sandbox.tests.appstore_visitor import BUNDLE_ID, Visitor, visiting
from sandbox.tests.library_calls import library


@pytest.fixture
def eddie() -> Iterator[Visitor]:
    """A user whose key may edit."""
    with visiting() as visitor:
        yield visitor


@pytest.fixture
def app_id(eddie: Visitor) -> str:
    return eddie.apple.add_app(BUNDLE_ID, "Tide")


@pytest.fixture
def version_id(eddie: Visitor, app_id: str) -> str:
    """A version in preparation, in two languages."""
    return eddie.apple.add_version(app_id, "1.0", locales=["en-US", "de-DE"])


@pytest.fixture
def live(eddie: Visitor, app_id: str) -> str:
    """A version in the store, in two languages."""
    return eddie.apple.add_version(app_id, "1.0", state="READY_FOR_DISTRIBUTION", locales=["en-US", "de-DE"])


@pytest.fixture
def experiment(eddie: Visitor, app_id: str, live: str) -> str:
    """An experiment whose only treatment has a screenshot."""
    del live
    experiment = eddie.apple.add_experiment(app_id, "Icons", treatments=["A"])
    screenshot = ("1.png", pictures.png(1290, 2796, seed=1))
    eddie.apple.fill_treatment_set(experiment, "A", "en-US", "APP_IPHONE_67", [screenshot])
    return experiment


@pytest.fixture
def library_id(eddie: Visitor, app_id: str) -> str:
    """The App Asset Library of the app."""
    return library(eddie, app_id)
