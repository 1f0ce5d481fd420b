"""Publishes the Home tab of a user, with what that user may see now."""

from __future__ import annotations

from dataclasses import replace

from cards import home as home_view
from cards.home import HomeOverview
from kit import roles
from kit.jobs.define import NOW, job
from kit.wiring import Kit
from records.digests import subscriptions as digest_subscriptions
from records.people import Role
from records.reviews import alerts as review_alerts
from records.reviews import drafts as review_drafts
from records.reviews.drafts import Draft, DraftState
from records.schedules import schedules
from records.uploads import uploads
from records.uploads.uploads import Upload
from tasks.role_holders import holders

_MOST_RUNS = 5


@job(NOW)
def publish_home(kit: Kit, user: str) -> None:
    """Draw this person's Home tab."""
    role = roles.role(kit, user, roles.team_id_of_bot(kit))
    view = home_view.closed() if role is Role.NOBODY else home_view.home(overview(kit, user, role), kit.clock())
    kit.slack.client.views_publish(user_id=user, view=view)


def overview(kit: Kit, user: str, role: Role) -> HomeOverview:
    """Return what a user of this role sees: what belongs to their channels, and what they set up."""

    def near(channel: str, owner: str) -> bool:
        return owner == user or roles.is_in_channel(kit, user, channel)

    def seen(draft: Draft) -> Draft:
        return replace(draft, places=tuple(place for place in draft.places if near(place.channel, draft.writer)))

    return HomeOverview(
        role,
        [digest for digest in digest_subscriptions.everything(kit.redis) if near(digest.channel, digest.user)],
        [alert for alert in review_alerts.everything(kit.redis) if near(alert.channel, alert.user)],
        [draft for draft in (seen(draft) for draft in _waiting(kit)) if draft.places],
        _running(kit, user),
        schedules.calendar(
            (schedule for schedule in schedules.all_open(kit.redis) if near(schedule.channel, schedule.user)),
            _MOST_RUNS,
        ),
        holders(kit),
        kit.apple.budget.allowance(),
    )


def _waiting(kit: Kit) -> list[Draft]:
    """Return the undecided drafts, the lowest rating first."""
    known = review_drafts.DRAFTS.many(kit.redis, review_drafts.DUE.everything(kit.redis))
    return sorted(
        (draft for draft in known if draft.state is DraftState.OPEN),
        key=lambda draft: (draft.review.rating, -draft.created_at),
    )


def _running(kit: Kit, user: str) -> list[Upload]:
    """The person's own uploads that have not ended."""
    return [upload for upload in uploads.of_channel(kit.redis, user) if not upload.state.ended]
