"""Reads the app's manifest: its command with the usage hint, and its message shortcuts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

MANIFEST = Path(__file__).resolve().parent.parent.parent / "manifest.yml"
FALLBACK = {
    "slash_commands": [
        {"command": "/asc", "description": "Manage your App Store pages", "usage_hint": "help | upload en-US | status"}
    ],
    "shortcuts": [{"name": "Upload to App Store", "type": "message", "callback_id": "screenshots.upload_message"}],
}


def features() -> dict[str, Any]:
    """Returns the commands and message shortcuts in the manifest."""
    declared = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))["features"] if MANIFEST.exists() else FALLBACK
    shortcuts = [each for each in declared.get("shortcuts", []) if each["type"] == "message"]
    return {"commands": declared.get("slash_commands", []), "shortcuts": shortcuts}
