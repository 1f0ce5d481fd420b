"""The reply templates of the team, in forms: `templates`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from bot import clicks
from bot.asking import Asked
from bot.commands import Command, register_command
from bot.decoding import field_to_plain
from bot.forms import open_form
from cards import replies
from cards import template_forms as cards
from cards.help import Group
from cards.signs import only_slack_knows
from kit.wiring import Kit
from records import audit, templates
from records.audit import AuditTag, Entry
from records.people import Role
from records.wishes import Card

log = structlog.get_logger()


def open_templates(asked: Asked, _value: str = "") -> Card | None:
    """`templates`: the form, or a button that opens it."""
    if not asked.trigger_id:
        return cards.offer()
    return open_form(asked, cards.templates_form(templates.of_team(asked.kit.redis)), keep=False)


def _begin(chosen: str) -> dict[str, Any]:
    found = next((one for one in replies.built_in() if one.id == chosen), None)
    return cards.template_form(found, is_kept=False)


def _edit(kit: Kit, chosen: str) -> dict[str, Any]:
    found = next((one for one in templates.of_team(kit.redis) if one.id == chosen), None)
    return cards.template_form(found, is_kept=found is not None)


def _remove(kit: Kit, chosen: str, user: str) -> dict[str, Any]:
    gone = templates.remove(kit.redis, chosen)
    if gone is not None:
        _write(kit, user, old=cards.in_words(gone), new="")
    return cards.templates_form(templates.of_team(kit.redis))


def saved(kit: Kit, body: Mapping[str, Any]) -> dict[str, str]:
    """The form of a template was sent; returns what is wrong by block, or nothing once it is kept."""
    template = cards.read_template_form(body["view"])
    plain = field_to_plain(template.text)
    template = replace(template, text=plain.text)
    if errors := cards.errors_in(template):
        return errors
    if plain.unknown:
        return {cards.TEXT: only_slack_knows(plain.unknown)}
    before = next((one for one in templates.of_team(kit.redis) if one.id == template.id), None)
    if not templates.save(kit.redis, template):
        return cards.too_many(templates.MOST)
    old = cards.in_words(before) if before is not None else ""
    _write(kit, str(body["user"]["id"]), old=old, new=cards.in_words(template))
    return {}


def _write(kit: Kit, user: str, *, old: str, new: str) -> None:
    entry = Entry(
        at=kit.clock(),
        user=user,
        channel="",
        tag=AuditTag.TEMPLATES_CHANGED,
        field="template",
        old=old,
        new=new,
        source="form",
    )
    audit.write(kit.redis, entry)


def _inside(app: App, action_id: str, then: Callable[[Kit, str, str], Mapping[str, Any]]) -> None:
    """A button or menu inside a form, which then shows something else."""

    @app.action(action_id)
    def listener(ack: Ack, body: Mapping[str, Any], kit: Kit, home: str) -> None:
        if not clicks.refused(kit, body, home, Role.EDITOR, cards.TEXT):
            action = body["actions"][0]
            chosen = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")
            view = then(kit, chosen, str(body["user"]["id"]))
            try:
                kit.slack.prompt.views_update(view_id=body["view"]["id"], view=dict(view))
            except (SlackApiError, OSError) as error:
                log.warning("slack changed no form", kind=type(error).__name__)
        ack()


def register(app: App) -> None:
    """What can be typed and pressed, and by whom."""
    register_command(
        Command(
            name="templates",
            group=Group.REVIEWS,
            usage="templates",
            summary="edits the reply templates",
            details="opens the templates from which replies are drafted",
            role=Role.EDITOR,
            run=open_templates,
        )
    )
    clicks.button(app, cards.OPEN, Role.EDITOR, open_templates)
    _inside(app, cards.ADD, lambda _kit, _chosen, _user: _begin(""))
    _inside(app, cards.BEGIN_WITH, lambda _kit, chosen, _user: _begin(chosen))
    _inside(app, cards.EDIT, lambda kit, chosen, _user: _edit(kit, chosen))
    _inside(app, cards.REMOVE, _remove)

    @app.view(cards.FORM)
    def template_form_submitted(ack: Ack, body: Mapping[str, Any], kit: Kit, home: str) -> None:
        errors = clicks.refused(kit, body, home, Role.EDITOR, cards.TEXT) or saved(kit, body)
        if errors:
            ack(response_action="errors", errors=errors)
        else:
            ack(response_action="update", view=cards.templates_form(templates.of_team(kit.redis)))
