"""The jobs about reviews: lists, replies and decisions about them, alerts, templates, and what the clock does."""

from dataclasses import replace

from cards.reviews import alerts as alert_messages
from cards.reviews import lists, notices, template_modals
from cards.reviews.audit_tags import REPLY_DRAFTED, REPLY_EDITED, REPLY_SKIPPED
from kit.jobs.define import CLOCK, NOW, job, of_channel, on_tick, read_app
from kit.jobs.queues import enqueue, enqueue_unless_pending
from kit.slack.replies import UserError, reply
from kit.wiring import Kit
from records.invocations import Invocation
from records.reviews import drafts, templates
from records.reviews.drafts import Decision, DraftSource, DraftState
from records.reviews.lists import LISTS, ReviewList
from tasks.dispatch import failures, resolve
from tasks.reviews import alerts, drafting, lifecycle, polling, publish
from tasks.reviews.delivery import post_draft
from tasks.reviews.lists import find_review, list_page
from tasks.reviews.sync import refresh_messages
from tasks.reviews.templates import record_template
from tasks.slack.channel_alerts import alerts_in


@job(NOW, on_failure=failures.report_failure, ordered_by=read_app)
def list_reviews(kit: Kit, invocation: Invocation) -> None:
    """Show the newest reviews of the channel's app that fit the options."""
    options = invocation.options or {}
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel)
    chosen = ReviewList(
        app_id=app.id,
        app_name=app.name,
        account=app.account,
        ratings=tuple(int(rating) for rating in options.get("rating", "").split(",") if rating),
        territories=tuple(territory for territory in options.get("territory", "").split(",") if territory),
        unanswered="unanswered" in options,
    )
    LISTS.put(kit.redis, invocation.id, chosen)
    reply(kit, invocation, list_page(kit, chosen, 0, invocation.id))


@job(NOW, on_failure=failures.report_failure)
def turn_page(kit: Kit, invocation: Invocation, list_id: str, number: str) -> None:
    """Replace the page of a list with another one."""
    chosen = LISTS.get(kit.redis, list_id)
    if chosen is None:
        raise UserError(lists.too_old())
    message = list_page(kit, chosen, int(number), list_id)
    if not kit.slack.respond(invocation.response_url, message, replace=True):
        reply(kit, replace(invocation, response_url=""), message)


@job(NOW, on_failure=failures.report_failure, ordered_by="review_id")
def draft_reply(kit: Kit, invocation: Invocation, review_id: str) -> None:
    """Post a reply to this review, to be approved: the text that the user wrote, else a drafted one."""
    review, account = find_review(kit, invocation, review_id)
    draft = drafting.draft_on_request(kit, invocation, review, account)
    if draft.writer == invocation.user and draft.text_invocation == invocation.id:
        publish.record(kit, draft, REPLY_DRAFTED, new=draft.text, user=invocation.user)
    post_draft(kit, draft, invocation.channel, idempotency_key=f"{invocation.id}.card", thread_ts=invocation.thread_ts)
    refresh_messages(kit, review_id)


@job(NOW, on_failure=publish.report_failure, ordered_by="review_id")
def publish_reply(kit: Kit, invocation: Invocation, review_id: str, revision: str) -> None:
    """Publish an approved reply, once, if nothing has changed since the user saw it."""
    publish.claim(
        kit,
        invocation,
        review_id,
        revision,
        Decision.APPROVE,
        lambda draft: draft.decided_by(invocation.user, DraftState.SENDING, kit.clock()),
    )
    publish.carry_out(kit, review_id)


@job(NOW, on_failure=publish.report_failure, ordered_by="review_id")
def withdraw_reply(kit: Kit, invocation: Invocation, review_id: str, revision: str) -> None:
    """Withdraw a published reply."""
    publish.claim(
        kit,
        invocation,
        review_id,
        revision,
        Decision.WITHDRAW,
        lambda draft: draft.decided_by(invocation.user, DraftState.WITHDRAWING, kit.clock()),
    )
    publish.carry_out(kit, review_id)


@job(NOW, on_failure=publish.report_failure, ordered_by="review_id")
def skip_reply(kit: Kit, invocation: Invocation, review_id: str, revision: str) -> None:
    """Close a draft; nothing is published."""
    draft = publish.claim(
        kit,
        invocation,
        review_id,
        revision,
        Decision.SKIP,
        lambda draft: draft.closed(DraftState.SKIPPED, invocation.user, kit.clock()),
    )
    publish.record(kit, draft, REPLY_SKIPPED, old=draft.text, user=invocation.user)


@job(NOW, on_failure=publish.report_failure, ordered_by="review_id")
def resume_decision(kit: Kit, invocation: Invocation, review_id: str) -> None:
    """Carry out a decision that the web process of an earlier release has recorded in the draft."""
    draft = drafts.get(kit.redis, review_id)
    if draft is None:
        return
    kit.check(draft.account)
    if draft.state is DraftState.SKIPPED:
        publish.record(kit, draft, REPLY_SKIPPED, old=draft.text, user=invocation.user)
    publish.look_after_later(kit, draft)
    publish.carry_out(kit, review_id)
    refresh_messages(kit, review_id)


@job(NOW, on_failure=failures.report_failure, ordered_by="review_id")
def edit_reply(kit: Kit, invocation: Invocation, review_id: str, revision: str) -> None:
    """Replace the text of a draft, or begin one to replace a published reply; the user gets a refused text back."""
    text, before = ((invocation.options or {}).get(name, "") for name in ("text", "before"))
    try:
        draft = publish.claim(
            kit,
            invocation,
            review_id,
            revision,
            Decision.EDIT,
            lambda draft: draft.rewritten(text, DraftSource.PERSON, kit.clock(), invocation.id, invocation.user),
        )
    except UserError as error:
        raise UserError(notices.not_kept(drafts.get(kit.redis, review_id), text)) from error
    publish.record(kit, draft, REPLY_EDITED, old=before, new=text, user=invocation.user)


@job(NOW, on_failure=failures.report_failure, ordered_by="review_id")
def regenerate(kit: Kit, invocation: Invocation, review_id: str, revision: str = "") -> None:
    """Draft another text for an open draft, if it is still the revision that the user saw."""
    draft = drafts.get(kit.redis, review_id)
    if draft is not None:
        kit.check(draft.account)
    if draft is not None and draft.text_invocation == invocation.id:
        refresh_messages(kit, review_id)
        return
    seen = revision or (invocation.options or {}).get("revision", "0")
    is_seen = draft is not None and draft.allows(Decision.REGENERATE, int(seen))
    redrafted = drafting.draft_again(kit, draft, invocation.id) if draft is not None and is_seen else None
    if draft is None or redrafted is None:
        raise UserError(notices.decided(drafts.get(kit.redis, review_id)))
    refresh_messages(kit, review_id)
    if redrafted.text == draft.text:
        raise UserError(notices.only_template())


@on_tick
def enqueue_due_drafts(kit: Kit) -> None:
    """Enqueue a look after every draft that is due."""
    for review_id in drafts.DUE.take(kit.redis, kit.clock(), kit.clock() + lifecycle.LOOK_AGAIN_SECONDS):
        enqueue(kit, look_after, review_id)


@job(CLOCK, on_failure=publish.reopen, exclusive_by="review_id")
def look_after(kit: Kit, review_id: str) -> None:
    """Expire a draft, resume a decision whose job was lost, or ask Apple whether a reply is published."""
    lifecycle.look_after(kit, review_id)


@on_tick
def enqueue_due_polls(kit: Kit) -> None:
    """Enqueue a poll of every app with alerts that is due, unless one is pending."""
    for app_id in polling.take_due(kit):
        enqueue_unless_pending(kit, poll_reviews, app_id)


@job(CLOCK, on_failure=polling.poll_failed)
def poll_reviews(kit: Kit, app_id: str) -> None:
    """Look for new and changed reviews of one app; one worker at a time does (kit/jobs/runner.py)."""
    polling.poll(kit, app_id)


@job(NOW, on_failure=failures.report_failure, ordered_by=of_channel("alerts"))
def turn_on_alerts(kit: Kit, invocation: Invocation) -> None:
    """Post new reviews in this channel from now on; existing ones are not posted."""
    alerts.turn_on(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=of_channel("alerts"))
def turn_off_alerts(kit: Kit, invocation: Invocation) -> None:
    """Post no new reviews in this channel any more: of any app, or of the one named after `--app`."""
    alerts.turn_off(kit, invocation)


@job(NOW, on_failure=failures.report_failure, ordered_by=of_channel("alerts", reads=True))
def show_alerts(kit: Kit, invocation: Invocation) -> None:
    """Show the alerts of this channel, of every kind."""
    kinds = alerts_in(kit, invocation.channel)
    lines, hints = [line for kind in kinds for line in kind.lines], [kind.hint for kind in kinds]
    reply(kit, invocation, alert_messages.shown(lines, hints) if kinds else alert_messages.none_of_any_kind())


@job(NOW, on_failure=failures.report_failure, ordered_by="template_id")
def save_template(kit: Kit, invocation: Invocation, template_id: str) -> None:
    """Store the template that the invocation carries, in place of the one with its id."""
    kit.check(None)
    known, template = templates.of_team(kit.redis), templates.from_options(template_id, invocation.options or {})
    if templates.with_template(known, template) is not None:
        record_template(kit, invocation, templates.find(known, template_id), template)
        if templates.save(kit.redis, template):
            return
    raise UserError(template_modals.not_saved(templates.MOST))


@job(NOW, on_failure=failures.report_failure, ordered_by="template_id")
def remove_template(kit: Kit, invocation: Invocation, template_id: str) -> None:
    """Remove a template of the team."""
    kit.check(None)
    found = templates.find(templates.of_team(kit.redis), template_id)
    if found is not None:
        record_template(kit, invocation, found, None)
        templates.remove(kit.redis, template_id)
