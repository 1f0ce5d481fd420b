"""Which version a command is about: that of `--platform`, or of the only platform with something to do, or it asks."""

from collections.abc import Callable, Sequence

from appstore.versions import EDITABLE
from cards.releases import choices
from cards.wording.accounts import app_title
from kit.slack.replies import UserError
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.invocations import Invocation


def newest_by_platform(app: KnownApp, wanted: Callable[[KnownVersion], bool] = lambda _: True) -> list[KnownVersion]:
    """Return the newest version of each platform that is `wanted`."""
    found: dict[str, KnownVersion] = {}
    for version in filter(wanted, app.versions):
        found.setdefault(version.platform, version)
    return list(found.values())


def choose(app: KnownApp, invocation: Invocation, versions: Sequence[KnownVersion], *, line: str = "") -> KnownVersion:
    """Return the only one of these versions, at most one for each platform, or that of `--platform`.

    Raises UserError, with a button for each platform, if there are several. `line` is the command that the buttons run
    again, without `--platform`; by default the one that the user wrote.
    """
    fitting = [version for version in versions if invocation.platform in {None, version.platform}]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        newest = newest_by_platform(app)
        raise UserError(choices.nothing_in_preparation(app_title(app), newest, invocation.platform))
    raise UserError(choices.which_platform(app_title(app), invocation.id, line or " ".join(invocation.words), fitting))


def in_preparation(app: KnownApp, named: str | None = None) -> list[KnownVersion]:
    """Return the version of each platform whose build and number can be changed, only that with a number if `named`.

    Raises UserError if no such version has this number.
    """
    found = newest_by_platform(app, lambda version: version.state in EDITABLE)
    if named is None:
        return found
    fitting = [version for version in found if version.version == named]
    if not fitting:
        raise UserError(choices.no_such_version(app_title(app), named, app.versions))
    return fitting
