"""The commands `release` and `phased`, and the button `Undo`."""

from dataclasses import replace
from functools import partial

from slack_bolt import App

from appstore.releases.phased_rules import PhasedAction
from appstore.releases.release_requests import ReleasePlan
from appstore.versions import ReleaseType
from bot.dispatch import buttons
from bot.dispatch.commands import COMMON_OPTIONS, PLATFORM, TIME_ZONE, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.modals import store_copy
from bot.dispatch.platforms import with_platform
from bot.dispatch.prompts import word_after
from bot.releases.hours import nearest_hours, read_hour
from cards.dispatch.help import Group
from cards.releases import hours, rollout
from records import people
from records.messages import Message
from records.people import Role
from tasks.releases.rollout import jobs

_AT, _NOW = "at", "now"
_TYPES = {"manual": ReleaseType.MANUAL, "auto": ReleaseType.AFTER_APPROVAL}

_which_hour = word_after("release at", lambda _kit, _channel: rollout.WHEN)


def release(ctx: CommandContext) -> Message | None:
    """Say how a version will be released, set it, or offer to release it now."""
    verb = ctx.words[0].lower() if ctx.words else ""
    if not verb:
        enqueue(ctx, jobs.show_release)
    elif verb in _TYPES and len(ctx.words) == 1:
        enqueue(ctx, jobs.change_release, ReleasePlan(type=_TYPES[verb]).code)
    elif verb == _AT:
        return _release_at(ctx) if len(ctx.words) > 1 else _which_hour(ctx)
    elif verb == _NOW and len(ctx.words) == 1:
        enqueue(ctx, jobs.offer_release)
    else:
        return hours.usage(" ".join(ctx.words))
    return None


def _release_at(ctx: CommandContext) -> Message | None:
    known = people.PEOPLE.get(ctx.kit.redis, ctx.invocation.user)
    own = known.timezone if known is not None else "UTC"
    found = read_hour(ctx.words[1:], ctx.line.options.get("tz"), own, ctx.kit.clock())
    if isinstance(found, Message):
        return found
    moment, zone = found
    if nearest := nearest_hours(moment, ctx.kit.clock()):
        return hours.no_whole_hour(store_copy(ctx), moment.local, nearest, zone)
    plan = ReleasePlan(type=ReleaseType.SCHEDULED, at=moment.at)
    enqueue(ctx.with_options(zone=zone), jobs.change_release, plan.code)
    return None


def phased(ctx: CommandContext) -> Message | None:
    """Show the phased release, set it, or offer to release to everyone."""
    verb = ctx.words[0].lower() if ctx.words else ""
    if not verb:
        enqueue(ctx, jobs.show_phased)
    elif len(ctx.words) > 1 or verb not in {*PhasedAction}:
        return hours.phased_usage(" ".join(ctx.words))
    else:
        enqueue(ctx, jobs.change_phased, verb)
    return None


def undo(ctx: CommandContext, value: str) -> None:
    """Enqueue that a change is undone; the job decides which press was first."""
    change_id, _, version_id = value.partition(" ")
    enqueue(replace(ctx, key=f"{ctx.key}.{change_id}"), jobs.undo_setting, change_id, version_id)


def register(app: App) -> None:
    """Register the commands and the buttons."""
    options = (*COMMON_OPTIONS, PLATFORM)
    register_command(
        Command(
            name="release",
            group=Group.RELEASES,
            rank=8,
            usage="release · release manual|auto|now · release at WHEN",
            summary="says or sets how it is released",
            details=(
                "says how the next version will be released · sets it: by hand, as soon as Apple has approved it, or "
                "at a whole hour in your time zone (or in `--tz`) · offers to release a version that waits for it now"
            ),
            examples=("release", "release at 2026-12-24T09:00", "release now"),
            roles=tuple((word, Role.RELEASER) for word in (*_TYPES, _AT, _NOW)),
            options=(*options, TIME_ZONE),
            dry_run=True,
            run=partial(with_platform, run=release),
        )
    )
    register_command(
        Command(
            name="phased",
            group=Group.RELEASES,
            rank=9,
            usage="phased · phased on|off|pause|resume|complete",
            summary="shows or sets the phased release",
            details=(
                "shows the phased release · turns it on or off before the version is released · pauses or resumes it, "
                "for at most 30 days in all · offers to release to everyone"
            ),
            examples=("phased", "phased on", "phased pause"),
            roles=tuple((word, Role.RELEASER) for word in PhasedAction),
            options=options,
            dry_run=True,
            run=partial(with_platform, run=phased),
        )
    )
    buttons.button(app, rollout.UNDO, Role.RELEASER, undo)
