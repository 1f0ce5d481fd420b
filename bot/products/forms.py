"""The form for name and description of a product: opened at once, filled by a job, read when it is submitted."""

from dataclasses import replace

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from appstore.products.limits import faults
from appstore.texts.characters import normalized
from bot.dispatch import buttons, user_text
from bot.dispatch.context import CommandContext, enqueue, with_record
from bot.dispatch.modals import View, modal, store_copy
from cards.dispatch.errors import expired_modal, modal_not_opened, stale
from cards.products import changes, errors
from cards.products import form as form_cards
from cards.wording import texts
from kit.jobs import queues
from records import invocations
from records.dispatch.decisions import DECISIONS, ReleaserDecision
from records.invocations import Invocation, Origin
from records.keys import new_id
from records.messages import Message
from records.people import Role
from records.products.forms import FORMS, ProductForm
from tasks.products import jobs
from tasks.products.decisions import SET_TEXTS


def offer_or_open(ctx: CommandContext, product_id: str, locale: str) -> Message | None:
    """Open the form after a slash command; return a button that opens it after a message."""
    ctx = ctx.with_options(product=product_id, locale=locale)
    if ctx.trigger_id:
        return _open(ctx, ctx.invocation)
    return form_cards.offer(store_copy(ctx), product_id)


def _open(ctx: CommandContext, invocation: Invocation) -> Message | None:
    kit, options = ctx.kit, invocation.options or {}
    invocations.put(kit.redis, invocation)
    try:
        answer = kit.slack.prompt.views_open(trigger_id=ctx.trigger_id, view=form_cards.loading())
    except (SlackApiError, OSError):
        return modal_not_opened()
    form = ProductForm(
        id=new_id(),
        invocation_id=invocation.id,
        view_id=answer["view"]["id"],
        product_id=options.get("product", ""),
        locale=options.get("locale", ""),
    )
    FORMS.put(kit.redis, form.id, form)
    queues.enqueue(kit, jobs.fill_form, form.id)
    return None


def _open_for(ctx: CommandContext, invocation_id: str) -> Message | None:
    """Open the form that was offered to a mention."""
    invocation = invocations.get(ctx.kit.redis, invocation_id)
    return _open(ctx, invocation) if invocation is not None else stale()


def submitted(ctx: CommandContext, view: View) -> dict[str, str]:
    """Store the change with the job that makes it, or return what is wrong with a text, by block."""
    kit, first = ctx.kit, next(iter(view["state"]["values"]), "")
    form = FORMS.get(kit.redis, view["private_metadata"])
    opener = invocations.get(kit.redis, form.invocation_id) if form is not None else None
    if form is None or opener is None:
        return {first: expired_modal("product")}
    problems: dict[str, str] = {}
    wanted: dict[str, str] = {}
    for part, written, block in form_cards.read_form(form, view):
        plain = user_text.entered(kit, written)
        wanted[part] = normalized(plain.text)
        if plain.problem:
            problems[block] = plain.problem
        elif wrong := faults(part, wanted[part]):
            problems[block] = f"{'; '.join(map(texts.fault, wrong))}."
    if not problems and wanted == {"name": normalized(form.name), "description": normalized(form.description)}:
        problems = {first: errors.NOTHING_CHANGED}
    if problems:
        return problems
    invocation = replace(opener, id=ctx.invocation.id, user=ctx.invocation.user, needs=ctx.invocation.needs)
    # It is answered publicly in the channel where the form was opened.
    invocation = replace(invocation, origin=Origin.FORM, ts="", response_url="", private=False)
    about = replace(ctx, invocation=invocation).with_options(decision=invocation.id)
    decision = _decision(form, invocation, wanted, kit.clock())
    enqueue(with_record(about, DECISIONS, decision), jobs.change_texts, decision.target_id)
    return {}


def _decision(form: ProductForm, invocation: Invocation, wanted: dict[str, str], now: float) -> ReleaserDecision:
    return ReleaserDecision(
        id=invocation.id,
        kind=SET_TEXTS.name,
        user=invocation.user,
        channel=invocation.channel,
        thread_ts=invocation.thread_ts,
        account=form.account,
        app_id=form.app_id,
        app_name=form.app_name,
        target_id=f"product-{form.product}",
        created_at=now,
        details={
            **wanted,
            "family": form.family,
            "product": form.product,
            "product_id": form.product_id,
            "name_of_product": form.reference_name,
            "locale": form.locale,
            "shown_name": form.name,
            "shown_description": form.description,
            "was_approved": "yes" if form.was_approved else "",
        },
    )


def undo(ctx: CommandContext, change_id: str) -> Message | None:
    """Enqueue the undo of a change."""
    decision = DECISIONS.get(ctx.kit.redis, change_id)
    if decision is None:
        return stale()
    about = replace(ctx.with_options(decision=ctx.invocation.id), key=f"{ctx.key}.{change_id}")
    enqueue(about, jobs.undo_change, change_id, decision.target_id)
    return None


def register(app: App) -> None:
    """Register the form and the buttons."""
    modal(app, form_cards.FORM, Role.EDITOR, "", submitted)
    buttons.button(app, form_cards.OPEN_FORM, Role.EDITOR, _open_for)
    buttons.button(app, changes.UNDO, Role.EDITOR, undo)
