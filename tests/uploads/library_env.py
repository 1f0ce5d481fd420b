"""An environment whose pictures go to the App Asset Library, and what its groups show."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from tests.support.env import Env

WATCH = ("APP_SCREENSHOT", "WATCH_SERIES_3_PROFILE")
ASSETS, PLACEMENTS = "POST /v1/appAssetLibraryImages", "POST /v1/appAssetLibraryPlacements"
ORDERS = "POST /v1/appAssetLibraryPlacementOrderingRequests"


@contextmanager
def in_library(env: Env) -> Iterator[Env]:
    """Let the app's pictures go to its library; at the end, no set was changed."""
    env.kit = replace(env.kit, settings=env.kit.settings.model_copy(update={"asc_media": "library"}))
    yield env
    assert not [call for call in env.writes() if "/appScreenshot" in call or "/appPreview" in call]


def shown(env: Env, locale: str = "en-US", where: tuple[str, str] = WATCH) -> list[str]:
    """The names of the files that a group of the version shows, in order; every one must be processed."""
    found = env.apple.placements(env.version_id, locale, where)
    assert {placement.state for placement in found} <= {"PARENT_PREPARE_FOR_SUBMISSION"}, found
    return [placement.asset.name for placement in found]


def states(env: Env) -> list[str]:
    """The states of all assets of the app."""
    return [asset.state for asset in env.apple.assets(env.app_id)]


def made(env: Env, call: str) -> int:
    """How often a call was made."""
    return env.writes().count(call)


def zipped(files: Mapping[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    """The files as a zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return (("all.zip", stream.getvalue()),)
