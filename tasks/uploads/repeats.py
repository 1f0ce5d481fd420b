"""Answers a run of CI that asks for its upload again: it is the same upload, and gets its result."""

from dataclasses import replace

from cards.uploads import questions
from kit.jobs.define import RetryLater
from kit.slack.replies import reply
from kit.wiring import Kit
from records.invocations import Invocation
from records.uploads import runs, uploads
from records.uploads.uploads import Upload
from tasks.uploads import progress

# Seconds until it is checked again whether the first request has begun its upload.
WAIT_FOR_FIRST = 1.0


def earlier(kit: Kit, invocation: Invocation) -> Upload | None:
    """Return the upload that this run of a bot has begun already. Raises `RetryLater` while it is about to."""
    if not invocation.run:
        return None
    first = runs.claim(kit.redis, invocation)
    if first == invocation.id:
        return None
    upload = uploads.get(kit.redis, first)
    if upload is None:
        raise RetryLater(kit.clock() + WAIT_FOR_FIRST)
    return upload


def follow(kit: Kit, invocation: Invocation, upload: Upload) -> None:
    """Reply with how far the upload is, and keep the reply current."""
    kit.check(upload.account)
    shown = progress.metadata(kit, upload)
    ts = reply(kit, invocation, questions.same_run(upload), state=shown["event_payload"]["state"])
    follower = (invocation.channel, ts)

    def followed(newest: Upload) -> Upload | None:
        return None if follower in newest.followers else replace(newest, followers=(*newest.followers, follower))

    uploads.UPLOADS.change(kit.redis, upload.id, followed)
    newest = uploads.get(kit.redis, upload.id)
    if newest is not None:
        show(kit, newest)


def show(kit: Kit, upload: Upload) -> None:
    """Show how far the upload is in every reply to a later request of its run."""
    for channel, ts in upload.followers:
        kit.slack.update(channel, ts, questions.same_run(upload), metadata=progress.metadata(kit, upload))
