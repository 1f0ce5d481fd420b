"""Uploads that the first release stored are read and shown, and what is stored now can be read by it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import redis

from cards.uploads import validation as upload_validation
from cards.uploads.jobs import what
from cards.uploads.results import why
from records.storage.notes import Note
from records.uploads import uploads
from records.uploads.note_codes import NoteCode
from records.uploads.uploads import ItemState, Upload, UploadItem
from tests.redis import release_0

# Fields that later releases have added, with their defaults.
NEW_FIELDS = {
    "into": "",
    "poster": "",
    "remarks": [],
    "seen_by_user": {},
    "by_bot": False,
    "run": "",
    "followers": [],
    "account": "",
    "touched": False,
}


@pytest.fixture
def old(redis_client: redis.Redis) -> dict[str, Upload]:
    """The uploads of the first release, as they are read now."""
    release_0.restore(redis_client)
    found = {upload_id: uploads.get(redis_client, upload_id) for upload_id in release_0.documents("batch")}
    return {upload_id: upload for upload_id, upload in found.items() if upload is not None}


def test_every_upload_of_the_first_release_is_read_whole(redis_client: redis.Redis, old: dict[str, Upload]) -> None:
    stored = release_0.documents("batch")
    assert old.keys() == stored.keys()
    for upload_id, upload in old.items():
        assert uploads.change(redis_client, upload_id, queued_shown=upload.queued_shown) == upload
        written = json.loads(redis_client.get(f"asc:batch:{upload_id}") or "")
        new = {"kind": "screenshots", "library_id": "", "limit": 0}
        sets = [{**stored_set, **new} for stored_set in stored[upload_id]["sets"]]
        target = stored[upload_id]["target"] and {**stored[upload_id]["target"], "account": ""}
        assert written == stored[upload_id] | NEW_FIELDS | {"sets": sets, "target": target}
        assert what(upload)


def test_every_image_of_the_first_release_is_read(redis_client: redis.Redis, old: dict[str, Upload]) -> None:
    assert old
    stored = {name: entry for name, entry in release_0.stored().items() if name.startswith("asc:shots:")}
    for name, entry in stored.items():
        items = uploads.items(redis_client, name.rpartition(":")[2])
        assert items.keys() == entry["value"].keys()
        assert {item.progress for item in items.values()} <= set(ItemState)
        assert all(why(item) for item in items.values())


def test_the_first_release_finds_every_field_that_it_requires(
    redis_client: redis.Redis, old: dict[str, Upload]
) -> None:
    upload_id, upload = next(iter(old.items()))
    uploads.change(redis_client, upload_id, remarks=(Note(code=NoteCode.NOT_RESTORED, values=("2",)),))
    written = json.loads(redis_client.get(f"asc:batch:{upload_id}") or "")
    assert written.keys() >= release_0.documents("batch")[upload_id].keys()
    uploads.put_item(redis_client, upload.id, "x#0", UploadItem(progress=ItemState.SENT, id="1", tries=1))
    raw = redis_client.hget(f"asc:shots:{upload.id}", "x#0")
    assert json.loads(raw or "") == {"progress": "sent", "id": "1", "tries": 1, "reason": "", "had": False}


def test_notes_are_turned_into_words_and_those_of_other_releases_are_shown_as_they_are(
    old: dict[str, Upload],
) -> None:
    upload = next(iter(old.values()))
    upload = replace(
        upload,
        notes=("A sentence of the first release.",),
        remarks=(
            Note(code=NoteCode.FLATTENED, values=("a.png", "b.png")),
            Note(code=NoteCode.TAKEN_FOR, values=("1290", "2796", "newest", "APP_IPHONE_67", "APP_IPHONE_65")),
            Note(code=NoteCode.NOT_RESTORED, values=("2",)),
            Note(code="cropped", values=("c.png",)),
        ),
    )
    sentence, flattened, taken, lost, unknown = upload_validation.notes(upload)
    assert sentence == "A sentence of the first release."
    assert "removed from a.png and b.png" in flattened
    assert "since Apple asks for it today" in taken
    assert lost.startswith("2 old screenshots could not be restored")
    assert unknown == "cropped c.png"
