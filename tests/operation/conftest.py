"""The environment of a process whose settings are tested."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.good_settings import GOOD


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment with good settings only, far from any `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("SLACK_", "ASC_", "REDIS_", "LOG_", "UPLOAD_", "SENTRY_")) or name == "PORT":
            monkeypatch.delenv(name)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch
