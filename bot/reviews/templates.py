"""The command `templates`: the reply templates of the team, in a modal."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from bot.dispatch import buttons, user_text
from bot.dispatch.commands import Command, register_command
from bot.dispatch.context import CommandContext, enqueue, from_click
from bot.dispatch.modals import View, modal, open_or_offer
from cards.dispatch.help import Group
from cards.reviews import template_modals
from cards.reviews.templates import built_in
from kit.wiring import Kit
from records.messages import Message
from records.people import Role
from records.reviews import templates as template_records
from records.reviews.templates import Template
from tasks.reviews import jobs

log = structlog.get_logger()


def open_templates(ctx: CommandContext, _value: str = "") -> Message | None:
    """Open the list of templates in a modal, or offer a button that does."""
    view = template_modals.templates_modal(template_records.of_team(ctx.kit.redis))
    return open_or_offer(ctx, view, template_modals.offer(), keep=False)


def _add(_ctx: CommandContext, _chosen: str) -> View:
    return template_modals.template_modal(None, is_kept=False)


def _begin_with(_ctx: CommandContext, chosen: str) -> View:
    return template_modals.template_modal(template_records.find(built_in(), chosen), is_kept=False)


def _edit(ctx: CommandContext, chosen: str) -> View:
    found = template_records.find(template_records.of_team(ctx.kit.redis), chosen)
    return template_modals.template_modal(found, is_kept=found is not None)


def _remove(ctx: CommandContext, chosen: str) -> View:
    """Enqueue the removal, and show the list as it will be."""
    known = template_records.of_team(ctx.kit.redis)
    enqueue(replace(ctx, key=f"{ctx.key}.{chosen}"), jobs.remove_template, chosen)
    return template_modals.templates_modal(template_records.without(known, chosen))


def submitted(ctx: CommandContext, view: View) -> dict[str, str]:
    """Enqueue the template that was entered; returns what is wrong with it, by block."""
    template, problem = _entered(ctx, view)
    if errors := template_modals.errors_in(template):
        return errors
    if problem:
        return {template_modals.TEXT: problem}
    if template_records.with_template(template_records.of_team(ctx.kit.redis), template) is None:
        return template_modals.too_many(template_records.MOST)
    # One view shows several templates, one after the other, each with a new hash.
    sent = replace(ctx, key=f"form.{view['id']}.{view.get('hash', '')}")
    enqueue(sent.with_options(**template_records.as_options(template)), jobs.save_template, template.id)
    return {}


def _list_with(ctx: CommandContext, view: View) -> View:
    """Show the list as it will be when the template is stored."""
    known = template_records.of_team(ctx.kit.redis)
    return template_modals.templates_modal(template_records.with_template(known, _entered(ctx, view)[0]) or known)


def _entered(ctx: CommandContext, view: View) -> tuple[Template, str]:
    """Return the template as plain text, and why it can't be used, "" if it can."""
    template = template_modals.read_template_modal(view)
    plain = user_text.entered(ctx.kit, template.text)
    return replace(template, text=plain.text), plain.problem


def _inside(app: App, action_id: str, then: Callable[[CommandContext, str], View]) -> None:
    """Register a button or menu inside a modal, which then shows another view."""

    @app.action(action_id)
    def listener(ack: Ack, body: Mapping[str, Any], kit: Kit, team_id: str) -> None:
        if not buttons.refused(kit, body, team_id, Role.EDITOR):
            action = body["actions"][0]
            chosen = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")
            view = then(from_click(kit, body), chosen)
            try:
                kit.slack.prompt.views_update(view_id=body["view"]["id"], view=dict(view))
            except (SlackApiError, OSError) as error:
                log.warning("slack did not update the modal", kind=type(error).__name__)
        ack()


def register(app: App) -> None:
    """What can be typed and pressed, and by whom."""
    register_command(
        Command(
            name="templates",
            group=Group.REVIEWS,
            rank=5,
            usage="templates",
            summary="edits the reply templates",
            details="opens the templates from which replies are drafted",
            role=Role.EDITOR,
            run=open_templates,
        )
    )
    buttons.button(app, template_modals.OPEN, Role.EDITOR, open_templates)
    _inside(app, template_modals.ADD, _add)
    _inside(app, template_modals.BEGIN_WITH, _begin_with)
    _inside(app, template_modals.EDIT, _edit)
    _inside(app, template_modals.REMOVE, _remove)
    modal(app, template_modals.FORM, Role.EDITOR, template_modals.TEXT, submitted, then=_list_with)
