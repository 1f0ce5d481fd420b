"""The tests, and where the project and Apple's and Slack's own documents are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
