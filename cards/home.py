"""The Home tab: digests and alerts by channel, waiting drafts, uploads, next changes, and roles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from appstore.calls.budget import Allowance
from cards.access.holders import MEANING, Holder, in_accounts
from cards.access.messages import buttons, role_list
from cards.analytics import changes
from cards.blocks import Block, actions, button, clock_time, context, divider, escape, header, section
from cards.dispatch.errors import OUTSIDER
from cards.releases import alerts as release_alerts
from cards.releases.status import allowance_left, home_line
from cards.reviews import alerts as review_alerts
from cards.schedules.messages import what
from cards.uploads import jobs as upload_jobs
from cards.wording.accounts import title_of
from cards.wording.plans import plan_words
from cards.wording.review_blocks import headline
from records.analytics.statistics import PeriodStatistics
from records.digests.subscriptions import Digest
from records.dispatch.app_cache import KnownApp
from records.people import Role
from records.releases.alerts import ReleaseAlert
from records.reviews.alerts import Alert
from records.reviews.drafts import Draft
from records.schedules.schedules import ScheduledRun
from records.uploads.uploads import Upload

REFRESH = "home.refresh"
# Lines of one list; the rest is counted.
MOST = 10


@dataclass(frozen=True)
class HomeOverview:
    """The content of one user's tab; `apps` is None if Apple can't be asked. Every list is in the order it is shown.

    `downloads` are the last complete seven days of each app with its title.
    """

    role: Role
    digests: Sequence[Digest] = ()
    alerts: Sequence[Alert] = ()
    drafts: Sequence[Draft] = ()
    uploads: Sequence[Upload] = ()
    runs: Sequence[ScheduledRun] = ()
    holders: Sequence[Holder] = ()
    higher: Mapping[str, Role] = field(default_factory=dict)
    allowances: Mapping[str, Allowance | None] = field(default_factory=dict)
    apps: Sequence[KnownApp] | None = ()
    release_alerts: Sequence[ReleaseAlert] = ()
    downloads: Sequence[tuple[str, PeriodStatistics]] = ()


def home(overview: HomeOverview, now: float) -> dict[str, Any]:
    """Return the Home tab of a user who is at least a viewer; `now`: epoch seconds."""
    blocks = [
        header("App Store Bot"),
        section(
            "I bring screenshots and texts to your App Store pages and versions to review and release, and reviews and "
            "figures to you. Mention me in a message with images, for example `@App Store Bot upload en-US`, or write "
            "`/asc help` to see everything I do."
        ),
        *_apps(overview.apps),
        *_downloads(overview.downloads),
        *_list(
            "In your channels",
            _channels(overview),
            "No channel gets digests or alerts yet. In a channel, "
            "`/asc digest daily 09:00` and `/asc alerts on` turn them on.",
        ),
        *_list("Drafted replies waiting for approval", [_draft(draft) for draft in overview.drafts], "None."),
        *_list("Your uploads", [_upload(upload) for upload in overview.uploads], "None are waiting or running."),
        *_list("Next changes", [_run(run) for run in overview.runs], "Nothing is scheduled. Use `/asc schedule`."),
        divider(),
        section(
            f"*Who may do what*\nYou are *{overview.role}* and {MEANING[overview.role]}{in_accounts(overview.higher)}."
        ),
        role_list(overview.holders),
        *([buttons()] if overview.role is Role.ADMIN else []),
        divider(),
        context(f"{_left(overview.allowances)}. As of {clock_time(now)}."),
        actions(button("Refresh", REFRESH)),
    ]
    return _view(blocks)


def _left(allowances: Mapping[str, Allowance | None]) -> str:
    left = [(name, allowance_left(allowance).removesuffix(".")) for name, allowance in allowances.items()]
    return ". ".join(f"{escape(name)}: {text}" if name else text for name, text in left)


def closed() -> dict[str, Any]:
    """Return the Home tab of guests and members of other workspaces: only a polite sentence."""
    return _view([section(OUTSIDER)])


def _view(blocks: list[Block]) -> dict[str, Any]:
    return {"type": "home", "blocks": blocks}


def _list(title: str, lines: list[str], none: str) -> list[Block]:
    shown = lines[:MOST]
    if len(lines) > MOST:
        shown.append(f"… and {len(lines) - MOST} more")
    text = "\n".join(f"• {line}" for line in shown) if shown else none
    return [divider(), section(f"*{title}*\n{text}")]


def _apps(apps: Sequence[KnownApp] | None) -> list[Block]:
    none = "App Store Connect can't be read at the moment." if apps is None else "The key sees no app."
    return _list("Versions", [home_line(app) for app in apps or ()], none)


def _downloads(known: Sequence[tuple[str, PeriodStatistics]]) -> list[Block]:
    lines = [changes.home_line(title, found) for title, found in known]
    return _list("Downloads", lines, "") if lines else []


def _channels(overview: HomeOverview) -> list[str]:
    lines = [(digest.channel, f"digest: {_plan(digest)}") for digest in overview.digests]
    lines += [(alert.channel, f"alerts: {review_alerts.wanted(alert)}") for alert in overview.alerts]
    lines += [(alert.channel, f"alerts: {release_alerts.followed(alert)}") for alert in overview.release_alerts]
    return [f"<#{channel}> {line}" for channel, line in sorted(lines)]


def _plan(plan: Digest) -> str:
    words = plan_words(plan)
    return f"{words[0].lower()}{words[1:]}, next {clock_time(plan.due, '{date_short_pretty} {time}')}"


def _draft(draft: Draft) -> str:
    where = f", in <#{draft.messages[-1].channel}>" if draft.messages else ""
    review = draft.review
    return f"{escape(title_of(draft))}, {review.rating} of 5 stars: “{escape(headline(review))}”{where}"


def _upload(upload: Upload) -> str:
    return (
        f"`{upload.id}` {upload_jobs.STATES[upload.state]}: {escape(upload_jobs.what(upload))}, in <#{upload.channel}>"
    )


def _run(run: ScheduledRun) -> str:
    action = "restores" if run.text is None else "changes"
    when = clock_time(run.at, "{date_short_pretty} {time}")
    return f"{when} {action}: {escape(what(run.schedule))}, in <#{run.schedule.channel}>"
