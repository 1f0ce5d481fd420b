"""Decides from a snapshot what Apple would refuse, what looks bad, and what could not be checked."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from appstore.errors import AppStoreError, Refused
from appstore.fields import Field
from appstore.releases.readiness import app_checks, media_checks, text_checks, version_checks
from appstore.releases.readiness.findings import CheckGroup, ReadinessFinding
from appstore.releases.readiness.snapshot import Part, Snapshot


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """The result: blockers, warnings, and the groups of checks that could not be made with Apple's error, if any.

    `seen` is what was looked at, by name, to tell later whether it has changed.
    """

    snapshot: Snapshot
    blockers: tuple[ReadinessFinding, ...]
    warnings: tuple[ReadinessFinding, ...]
    not_checked: Mapping[CheckGroup, AppStoreError | None] = field(hash=False)
    seen: Mapping[str, str] = field(hash=False)


# What each check needs, and what is left unchecked without it.
_CHECKS: tuple[tuple[Callable[[Snapshot, datetime], Iterator[ReadinessFinding]], Part | None], ...] = (
    (version_checks.state, None),
    (version_checks.build, None),
    (version_checks.declaration, Part.DECLARATION),
    (text_checks.languages, Part.TEXTS),
    (text_checks.texts, Part.TEXTS),
    (media_checks.required, Part.SCREENSHOTS),
    (text_checks.names, Part.INFORMATION),
    (app_checks.information, Part.INFORMATION),
    (app_checks.content_rights, Part.APP),
    (version_checks.particulars, None),
    (version_checks.review_detail, None),
    (app_checks.price, Part.PRICE),
    (app_checks.territories, Part.AVAILABILITY),
    (app_checks.submissions, Part.SUBMISSIONS),
    (app_checks.purchases, Part.PURCHASES),
    (text_checks.whats_new_repeated, Part.PREVIOUS),
    (media_checks.finished, Part.SCREENSHOTS),
    (media_checks.new_devices, Part.SCREENSHOTS),
    (media_checks.fallback, Part.SCREENSHOTS),
)
_GROUPS: Mapping[Part, CheckGroup] = {
    Part.TEXTS: CheckGroup.TEXTS,
    Part.SCREENSHOTS: CheckGroup.SCREENSHOTS,
    Part.PREVIOUS: CheckGroup.PREVIOUS_TEXTS,
    Part.INFORMATION: CheckGroup.INFORMATION,
    Part.APP: CheckGroup.CONTENT_RIGHTS,
    Part.DECLARATION: CheckGroup.DECLARATION,
    Part.PRICE: CheckGroup.PRICE,
    Part.AVAILABILITY: CheckGroup.TERRITORIES,
    Part.SUBMISSIONS: CheckGroup.SUBMISSIONS,
    Part.PURCHASES: CheckGroup.PURCHASES,
}


def evaluate(snapshot: Snapshot, now: datetime) -> Readiness:
    """Make every check whose part was read; `now` is aware of its time zone."""
    found = [
        finding
        for check, part in _CHECKS
        if part is None or part not in snapshot.unread
        for finding in check(snapshot, now)
    ]
    not_checked: dict[CheckGroup, AppStoreError | None] = {
        _GROUPS[part]: error for part, error in snapshot.unread.items()
    }
    not_checked |= dict.fromkeys(_not_shown(snapshot), Refused("", status=HTTPStatus.NOT_FOUND))
    if snapshot.unread_locales:
        not_checked[CheckGroup.OTHER_SCREENSHOTS] = None
    return Readiness(
        snapshot=snapshot,
        blockers=tuple(finding for finding in found if finding.blocks),
        warnings=tuple(finding for finding in found if not finding.blocks),
        not_checked=not_checked,
        seen=seen(snapshot),
    )


def _not_shown(snapshot: Snapshot) -> Iterator[CheckGroup]:
    """Yield what Apple's answers were without: that proves nothing."""
    if snapshot.version.copyright is None:
        yield CheckGroup.COPYRIGHT
    if snapshot.content_rights is None:
        yield CheckGroup.CONTENT_RIGHTS
    if snapshot.information is not None and snapshot.information.has_category is None:
        yield CheckGroup.CATEGORY
    if snapshot.information is not None and snapshot.information.unanswered is None:
        yield CheckGroup.AGE_RATING


def seen(snapshot: Snapshot) -> dict[str, str]:
    """Return what a user decides on, by name: state, version, build, release, and the texts of each language."""
    version = snapshot.version
    release = version.release_type
    if version.earliest_release is not None:
        release += f" {version.earliest_release.isoformat()}"
    return {
        "state": version.state.value,
        "version": version.version,
        "build": version.build.number if version.build else "",
        "release": release,
        **{
            f"text:{each.locale}": _digest([str(getattr(each, field.attribute)) for field in _TEXTS])
            for each in snapshot.texts
        },
    }


_TEXTS = (
    Field.DESCRIPTION,
    Field.KEYWORDS,
    Field.PROMO,
    Field.WHATS_NEW,
    Field.SUPPORT_URL,
    Field.MARKETING_URL,
)


def _digest(texts: list[str]) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]
