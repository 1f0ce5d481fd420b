"""What few jobs need is loaded by those alone: every job runs in a fork, which keeps whatever the worker loaded."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest

from tests import ROOT

LOADED = """
import sys
from pathlib import Path
from importlib import import_module
import tasks.worker
for module in Path("tasks").glob("*/jobs.py"):
    import_module(f"tasks.{module.parent.name}.jobs")
print(*sys.modules)
"""


@cache
def loaded() -> frozenset[str]:
    """Return the modules that a worker has loaded."""
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own script
    return frozenset(done.stdout.split())


@pytest.mark.parametrize("package", ["matplotlib", "numpy", "openpyxl", "py3langid"])
def test_a_worker_does_not_load_what_few_jobs_need(package: str) -> None:
    assert package not in loaded()
