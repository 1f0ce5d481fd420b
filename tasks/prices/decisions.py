"""The decisions `Apply` and `Undo` about prices: what must still be so, and what they do at Apple."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from appstore.catalog import pacific
from appstore.client import AppStore
from appstore.prices import schedule
from appstore.prices.schedule import AutomaticPrice, ManualPrice, PriceSchedule
from appstore.prices.timeline import from_today
from cards.prices import audit_tags, errors, wording
from cards.prices import changes as messages
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch import decisions
from records.dispatch.decisions import DECISIONS, ReleaserDecision
from records.messages import Message
from tasks.dispatch.decisions.kinds import DecisionKind
from tasks.dispatch.decisions.trail import record_change
from tasks.prices import stored

# What Undo needs: the base territory and the prices that a change replaced.
_BASE, _BEFORE = "base", "before"


def prices_shown(
    base: str,
    manual: Sequence[ManualPrice],
    automatic: Sequence[AutomaticPrice],
    territories: Collection[str],
    today: date,
) -> Mapping[str, str]:
    """Return what must still be so: every price set by hand, and those of the `territories` that follow the base."""
    watched = [price for price in automatic if price.territory in territories and price.territory != base]
    due = [*from_today(manual, today), *from_today(watched, today)]
    shown = {"the base territory": wording.territory_name(base)}
    for code in sorted({price.territory for price in due}):
        own = sorted((price for price in due if price.territory == code), key=lambda price: price.start or date.min)
        shown[messages.name_of_price(code)] = messages.schedule_words(own)
    return shown


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return the same as Apple has it now, from the day of the offer on."""
    found = schedule.read(apple, decision.app_id)
    followers = [code for code in stored.territories_of(decision) if code != found.base_territory]
    automatic = schedule.automatic(apple, decision.app_id, followers) if followers and found.is_priced else ()
    today = pacific.today(decision.created_at)
    return prices_shown(found.base_territory, found.manual, automatic, followers, today)


def change_price(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Replace the schedule, unless it is so already, and keep the old one for Undo."""
    today, period = pacific.today(kit.clock()), stored.period_of(decision)
    if period.end is not None and period.end <= today:
        raise UserError(errors.over())
    before = schedule.read(apple, decision.app_id)
    wanted = from_today(stored.load(decision.details["prices"]), today)
    if not _is_so(before, decision.details[_BASE], wanted, today):
        kept = {_BASE: before.base_territory, _BEFORE: stored.dump(from_today(before.manual, today))}
        decision = decisions.note_steps(kit.redis, decision, **kept)
        schedule.replace(apple, decision.app_id, decision.details[_BASE], wanted)
    rows = stored.rows_of(decision)
    tag = audit_tags.PRICE_PLANNED if period.start is not None else audit_tags.PRICE_CHANGED
    record_change(kit, tag, decision, **messages.audit_values(rows, period))
    return messages.applied(decision, rows, period, can_undo=is_undoable(decision))


def restore_price(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> Message:
    """Restore the schedule before a change, unless it is so already, and take `Undo` off the report of the change."""
    today, base = pacific.today(kit.clock()), decision.details[_BASE]
    wanted = from_today(stored.load(decision.details["prices"]), today)
    if not _is_so(schedule.read(apple, decision.app_id), base, wanted, today):
        schedule.replace(apple, decision.app_id, base, wanted)
    changed = DECISIONS.get(kit.redis, decision.details["change"])
    if changed is not None:
        rows, period = stored.rows_of(changed), stored.period_of(changed)
        values = messages.audit_values(rows, period)
        begun = period.start is None or period.start <= today
        tag = audit_tags.PRICE_RESTORED if begun else audit_tags.PRICE_PLAN_UNDONE
        record_change(kit, tag, decision, field=values["field"], old=values["new"], new=values["old"])
        message = messages.applied(changed, rows, period, can_undo=False)
        kit.slack.update(changed.message_channel, changed.message_ts, message)
    return messages.restored(decision)


def is_undoable(decision: ReleaserDecision) -> bool:
    """Whether there was a price before, which can be restored; one can't be taken away again."""
    return bool(stored.load(decision.steps.get(_BEFORE, "[]")))


def restoring(change: ReleaserDecision) -> tuple[dict[str, str], dict[str, str]]:
    """Return details and what must still be so for the decision that undoes a change."""
    details = {_BASE: change.steps[_BASE], "prices": change.steps[_BEFORE], "change": change.id}
    today = pacific.today(change.decided_at)
    made = from_today(stored.load(change.details["prices"]), today)
    return details, dict(prices_shown(change.details[_BASE], made, (), (), today))


def _is_so(found: PriceSchedule, base: str, wanted: Sequence[ManualPrice], today: date) -> bool:
    same = schedule.timeline(from_today(found.manual, today)) == schedule.timeline(wanted)
    return same and found.base_territory == base


CHANGE_PRICE = DecisionKind(
    name="change_price",
    label=messages.LABEL,
    command="price",
    look=look,
    act=change_price,
    refused_tag=audit_tags.PRICE_REFUSED,
    field=lambda decision: messages.audit_values(stored.rows_of(decision), stored.period_of(decision))["field"],
)
RESTORE_PRICE = DecisionKind(
    name="restore_price",
    label=messages.UNDO_LABEL,
    command="price",
    look=look,
    act=restore_price,
    refused_tag=audit_tags.PRICE_RESTORE_REFUSED,
    field=lambda _: messages.AUDIT_FIELD,
)
