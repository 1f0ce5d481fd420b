"""Finds the version that a checklist is about, and reads whether it can be submitted."""

from datetime import UTC, datetime

from appstore.client import AppStore
from appstore.releases.readiness import reading
from appstore.releases.readiness.evaluation import Readiness, evaluate
from appstore.releases.readiness.snapshot import Subject
from appstore.releases.readiness.version_checks import IN_PREPARATION
from appstore.versions import EVER_LIVE, Platform
from cards.failures import app_errors
from kit.slack.replies import UserError
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.invocations import Invocation
from tasks.dispatch import media_backend
from tasks.releases import platforms


def choose_version(app: KnownApp, invocation: Invocation) -> KnownVersion:
    """Return the version in preparation, also one in a submission that was not sent.

    Raises UserError if there is none, or several and no `--platform`.
    """
    if invocation.version is not None and all(known.version != invocation.version for known in app.versions):
        raise UserError(app_errors.no_such_version(app, invocation.version))
    found = platforms.newest_by_platform(
        app, lambda known: known.state in IN_PREPARATION and invocation.version in {None, known.version}
    )
    return platforms.choose(app, invocation, found)


def check(kit: Kit, apple: AppStore, app: KnownApp, version: KnownVersion) -> Readiness:
    """Read a version and its app anew, and decide. Raises AppStoreError if the version can't be read."""
    before = [known for known in app.versions if known.platform == version.platform and known.state in EVER_LIVE]
    subject = Subject(
        app_id=app.id,
        version_id=version.id,
        platform=Platform(version.platform),
        primary_locale=app.primary_locale,
        is_update=bool(before),
        previous_id=before[0].id if before else "",
        in_library=media_backend.reads_library(kit, apple, app),
    )
    return evaluate(reading.read(apple, subject), datetime.fromtimestamp(kit.clock(), UTC))
