"""What the sets of a version hold, as it is shown."""

from __future__ import annotations

from cards.uploads import sets as upload_sets
from records.dispatch.app_cache import KnownApp, KnownVersion

TIDE = KnownApp(id="1", bundle_id="com.example.tide", name="Tide", primary_locale="en-US", versions=())
VERSION = KnownVersion(id="2", version="1.2.0", platform="IOS", state="PREPARE_FOR_SUBMISSION")


def test_a_language_without_sets_is_named_once() -> None:
    message = upload_sets.sets(TIDE, VERSION, {"de-DE": {}}, ("de-DE",), None)
    assert str(message.blocks).count("de-DE") == 1
    assert message.text.count("de-DE") == 1
