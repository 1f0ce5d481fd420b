"""Finds the version that `release` and `phased` are about: the platform with something to do, or a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from appstore.versions import EVER_LIVE, LIVE
from cards.failures import app_errors
from cards.releases import rollout as messages
from cards.wording.accounts import app_title
from kit.jobs import queues
from kit.jobs.define import read_app
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.invocations import Invocation
from records.jobs.order import Touched, subject
from tasks.dispatch import resolve
from tasks.releases.platforms import newest_by_platform


@dataclass(frozen=True)
class Targets:
    """An app, and its newest versions by platform: those that are not released yet, and those that are live."""

    app: KnownApp
    upcoming: tuple[KnownVersion, ...]
    live: tuple[KnownVersion, ...]

    def is_update(self, version: KnownVersion) -> bool:
        """Return whether another version of its platform is or was on the store."""
        others = (other for other in self.app.versions if other.id != version.id)
        return any(other.platform == version.platform and other.state in EVER_LIVE for other in others)


def changes_a_version(kit: Kit, invocation: Invocation, *_: str) -> Touched:
    """Return what a job touches that changes a version, before it knows which."""
    return replace(read_app(kit, invocation), writes=(subject("target_id", None),))


def find_targets(kit: Kit, invocation: Invocation) -> Targets:
    """Return the versions that the request may be about. Raises UserError where there are none."""
    app = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel, fresh=True)
    found = [version for version in app.versions if invocation.platform in {None, version.platform}]
    if not found:
        raise UserError(messages.no_version(app_title(app), invocation.platform or ""))
    named = [version for version in found if invocation.version in {None, version.version}]
    if not named:
        raise UserError(app_errors.no_such_version(app, invocation.version))
    scope = replace(app, versions=tuple(named))
    upcoming = newest_by_platform(scope, lambda version: version.state not in EVER_LIVE)
    return Targets(app, tuple(upcoming), tuple(newest_by_platform(scope, lambda version: version.state in LIVE)))


def touch(kit: Kit, versions: Sequence[KnownVersion]) -> None:
    """Take the turn of the running job: earlier ones about these versions come first."""
    queues.touch(kit, Touched(writes=tuple(subject("target_id", version.id) for version in versions)))
