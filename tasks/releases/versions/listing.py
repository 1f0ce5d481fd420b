"""Lists the builds that fit the version in preparation, and those that do not, with the reason."""

from appstore.client import AppStore
from appstore.releases import builds
from appstore.releases.builds import Build
from cards.releases import builds as messages
from cards.wording.accounts import app_title
from kit.jobs.defer import deferring_client, deferring_clients
from kit.slack.replies import reply
from kit.wiring import Kit
from records.dispatch.app_cache import KnownVersion
from records.invocations import Invocation
from tasks.dispatch import resolve
from tasks.releases import platforms


def show_builds(kit: Kit, invocation: Invocation) -> None:
    """Show the builds for the version in preparation."""
    app = resolve.resolve_app(kit, deferring_clients(kit), invocation.app, invocation.channel, fresh=True)
    version = platforms.choose(app, invocation, platforms.in_preparation(app, invocation.version))
    apple = deferring_client(kit, app.account)
    found, attached = _builds(apple, app.id, version), builds.attached(apple, version.id)
    reply(kit, invocation, messages.listed(app_title(app), version, found, attached, invocation.id))


def _builds(apple: AppStore, app_id: str, version: KnownVersion) -> list[Build]:
    """Return the builds of the version, and others of its platform that people may be looking for, newest first."""
    own = builds.of_app(apple, app_id, version=version.version, platform=version.platform)
    newest = builds.of_app(apple, app_id, platform=version.platform)
    return [*own, *(build for build in newest if build.id not in {other.id for other in own})]
