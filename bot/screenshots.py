"""Uploading screenshots: the command, the form, the shortcut, and the buttons of an upload."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from appstore.plan import Mode
from appstore.targets import read_target
from bot import clicks
from bot.asking import Asked
from bot.commands import command
from bot.enqueueing import wish_for
from bot.forms import open_form
from bot.typed import Typed
from cards import screenshot_faults, upload_form
from cards import screenshot_questions as questions
from cards import screenshots as cards
from cards import undo as undo_cards
from kit.wiring import Kit
from records import batches, wishes
from records.batches import Batch, State
from records.keys import new_id
from records.people import Role
from records.wishes import Card, Way, files_in
from tasks import deciding, screenshots, showing

SHORTCUT = "screenshots.upload_message"


def upload(asked: Asked) -> Card | None:
    """`upload [LOCALE] [DISPLAY_TYPE]`: with files it begins, without it opens the form or offers to."""
    target = read_target(asked.words)
    if target.unknown or target.surplus:
        unclear = [(one.word, one.closest) for one in target.unknown] + [(one, ()) for one in target.surplus]
        wishes.put(asked.kit.redis, asked.wish)
        return screenshot_faults.words_unclear(unclear, asked.wish.id)
    asked = asked.with_options(locale=target.locale, display_type=target.display_type)
    if asked.wish.way is not Way.COMMAND:
        wish_for(asked, screenshots.begin_upload)
        return None
    return open_form(asked, upload_form.upload_form(asked.wish.id, asked.wish.options or {}))


def upload_message(asked: Asked, body: Mapping[str, Any]) -> Card | None:
    """The shortcut "Upload to App Store" on a message with pictures."""
    message = body["message"]
    files = files_in(message.get("files") or ())
    if not files:
        return screenshot_faults.nothing_attached()
    thread_ts = message.get("thread_ts") or message.get("ts") or ""
    wish = replace(asked.wish, way=Way.SHORTCUT, files=files, thread_ts=thread_ts)
    return open_form(replace(asked, wish=wish), upload_form.upload_form(wish.id, {}, files))


def form_submitted(kit: Kit, body: Mapping[str, Any]) -> dict[str, str]:
    """The form was sent; returns what is wrong by block, or nothing once the upload is safe."""
    view = body["view"]
    wish = wishes.get(kit.redis, view["private_metadata"])
    if wish is None:
        return {upload_form.LOCALE: upload_form.TOO_OLD}
    form = upload_form.read_upload_form(view)
    if errors := upload_form.errors_in(form):
        return errors
    options = {name: text for name, text in (wish.options or {}).items() if name not in {"replace", "append"}}
    options |= {"locale": form.locale} | ({"display_type": form.display_type} if form.display_type else {})
    options |= {} if form.mode == "ask" else {form.mode: ""}
    sent = replace(
        wish,
        id=new_id(),
        user=body["user"]["id"],
        way=Way.FORM,
        ts="",
        response_url="",
        options=options,
        files=form.files or wish.files,
    )
    wish_for(Asked(kit, sent, Typed("", {}), key=f"form.{view['id']}"), screenshots.begin_upload)
    return {}


def open_upload_form(asked: Asked, wish_id: str) -> Card | None:
    """A button that offers the form; what was typed before is filled in."""
    wish = wishes.get(asked.kit.redis, wish_id)
    if wish is None:
        return questions.stale()
    form = upload_form.upload_form(wish_id, wish.options or {}, wish.files)
    return open_form(asked, form, keep=False)


def decide(mode: Mode | None, create: bool = False) -> Callable[[Asked, str], Card | None]:  # noqa: FBT001, FBT002
    """What a button of a question does: the first press counts, whoever presses."""

    def pressed(asked: Asked, batch_id: str) -> Card | None:
        fields: dict[str, Any] = {"decided_by": asked.wish.user}
        fields |= {"mode": mode} if mode is not None else {}
        fields |= {"create_locales": True} if create else {}
        moved = batches.move(asked.kit.redis, batch_id, State.ASKING, State.NEW, **fields)
        if moved is None:
            return _decided_already(asked, batch_id)
        wish_for(_about(asked, batch_id), deciding.go_on, batch_id)
        return None

    return pressed


def cancel(asked: Asked, batch_id: str) -> Card | None:
    """Stop an upload, or leave its question without an upload."""
    redis, user = asked.kit.redis, asked.wish.user
    batch = batches.BATCHES.change(redis, batch_id, lambda one: _cancelled(one, user))
    if batch is None:
        return _decided_already(asked, batch_id)
    wish_for(_about(asked, batch_id), deciding.go_on, batch_id)
    return None


def _cancelled(batch: Batch, user: str) -> Batch | None:
    if batch.state.ended or batch.cancelled_by:
        return None
    state = State.NEW if batch.state is State.ASKING else batch.state
    return replace(batch, cancelled_by=user, state=state)


def undo(asked: Asked, batch_id: str) -> Card | None:
    """Bring back what the sets held before this upload."""
    user = asked.wish.user

    def claim(batch: Batch) -> Batch | None:
        return replace(batch, undone_by=user) if batch.state.ended and not batch.undone_by else None

    batch = batches.BATCHES.change(asked.kit.redis, batch_id, claim)
    if batch is None:
        known = batches.get(asked.kit.redis, batch_id)
        return undo_cards.done_already(known.undone_by) if known and known.undone_by else undo_cards.too_late()
    wish_for(_about(asked, batch_id), deciding.undo_upload, batch_id)
    return None


def retry(asked: Asked, batch_id: str) -> Card | None:
    """Try what is missing once more."""
    user = asked.wish.user

    def again(batch: Batch) -> Batch | None:
        if batch.state not in {State.FAILED, State.CANCELLED, State.REFUSED} or batch.undone_by:
            return None
        state = State.RUNNING if batch.sets and not batch.reverts else State.NEW
        return replace(batch, state=state, cancelled_by="", decided_by=user)

    batch = batches.BATCHES.change(asked.kit.redis, batch_id, again)
    if batch is None:
        return _decided_already(asked, batch_id)
    wish_for(_about(asked, batch_id), deciding.retry_upload, batch_id)
    return None


def _about(asked: Asked, batch_id: str) -> Asked:
    return replace(asked, key=f"{asked.key}.{batch_id}")


def _decided_already(asked: Asked, batch_id: str) -> Card:
    batch = batches.get(asked.kit.redis, batch_id)
    return questions.stale(batch.cancelled_by or batch.decided_by if batch is not None else "")


def show(asked: Asked) -> Card | None:
    """`screenshots [LOCALE]`."""
    target = read_target(asked.words)
    if target.unknown:
        return screenshot_faults.words_unclear([(one.word, one.closest) for one in target.unknown], "")
    wish_for(asked.with_options(locale=target.locale), showing.show_screenshots)
    return None


def register(app: App) -> None:
    """What can be typed and pressed, and by whom."""
    command("upload", Role.EDITOR, upload)
    command("screenshots", Role.VIEWER, show)
    clicks.button(app, cards.REPLACE, Role.EDITOR, decide(Mode.REPLACE))
    clicks.button(app, cards.ADD, Role.EDITOR, decide(Mode.ADD))
    clicks.button(app, cards.CREATE, Role.EDITOR, decide(None, create=True))
    clicks.button(app, cards.CANCEL, Role.EDITOR, cancel)
    clicks.button(app, cards.UNDO, Role.EDITOR, undo)
    clicks.button(app, cards.RETRY, Role.EDITOR, retry)
    clicks.button(app, cards.OPEN_FORM, Role.EDITOR, open_upload_form)
    clicks.link(app, cards.OPEN_APP_STORE_CONNECT)
    clicks.shortcut(app, SHORTCUT, Role.EDITOR, upload_message)

    @app.view(upload_form.FORM)
    def upload_form_submitted(ack: Ack, body: Mapping[str, Any], kit: Kit, home: str) -> None:
        errors = clicks.refused(kit, body, home, Role.EDITOR, upload_form.LOCALE) or form_submitted(kit, body)
        ack(response_action="errors", errors=errors) if errors else ack()
