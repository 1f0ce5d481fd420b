"""Shows what the screenshot sets of an app, or its App Asset Library, hold now, as pictures where Slack shows them."""

from collections.abc import Mapping
from functools import partial

from appstore.client import AppStore
from appstore.media import slots
from appstore.media.slots import SlotKind
from appstore.versions import EDITABLE_FOR_SCREENSHOTS, LIVE
from cards.uploads import sets
from kit.slack.replies import reply_with_fallback
from kit.wiring import Kit
from records.dispatch.app_cache import KnownApp, KnownLocale, KnownVersion
from records.dispatch.media_backend import Backend, BackendChoice
from records.invocations import Invocation
from tasks.dispatch import destinations, media_backend, resolve
from tasks.dispatch.destinations import Use


def show_sets(kit: Kit, invocation: Invocation) -> None:
    """Reply with the screenshot sets of one version of each platform, or of one language of it, or of a page."""
    app, options = resolve.resolve_app(kit, kit.apple_of, invocation.app, invocation.channel), invocation.options or {}
    apple = kit.apple_of(app.account)
    choice = media_backend.choice_of(kit, apple, app)
    in_library = choice.backend is Backend.LIBRARY
    if into := destinations.named_in(options):
        found = destinations.find(kit, apple, app, into, Use.SHOW)
        kind = found.kind.in_library if in_library else found.kind
        _show(kit, invocation, apple, app, found.version, found.locales, kind, choice)
        return
    kind = SlotKind.SCREENSHOTS.in_library if in_library else SlotKind.SCREENSHOTS
    for version in _versions(app.versions, invocation.version) or resolve.editable_versions(app, invocation.version):
        locales = resolve.locales_of(kit, apple, version.id, fresh=True)
        _show(kit, invocation, apple, app, version, locales, kind, choice)


def _show(
    kit: Kit,
    invocation: Invocation,
    apple: AppStore,
    app: KnownApp,
    version: KnownVersion,
    locales: Mapping[str, KnownLocale],
    kind: SlotKind,
    choice: BackendChoice,
) -> None:
    locale = (invocation.options or {}).get("locale")
    shown = {
        name: slots.existing(kind, apple, known.id)
        for name, known in locales.items()
        # Which languages have sets was read with them; which have placements was not.
        if locale in {None, name} and (kind.is_library or known.sets != {})
    }
    chosen = [name for name in locales if locale in {None, name}]
    if len(chosen) == 1:
        # Of several languages it would take a call more for each.
        videos = slots.existing(kind.for_videos, apple, locales[chosen[0]].id)
        named = {f"{name}{kind.for_videos.suffix}": found for name, found in videos.items()}
        if named:
            shown[chosen[0]] = {**shown.get(chosen[0], {}), **named}
    show = partial(sets.sets, app, version, shown, tuple(locales), locale, choice=choice)
    reply_with_fallback(kit, invocation, show(pictures=True), show(), part=version.id)


def _versions(known: tuple[KnownVersion, ...], named: str | None) -> list[KnownVersion]:
    """Return one version of each platform: the named one, else an editable one, else the live one."""
    candidates = [version for version in known if named is None or version.version == named]
    ranked = [version for version in candidates if version.state in EDITABLE_FOR_SCREENSHOTS]
    ranked += [version for version in candidates if version.state in LIVE]
    ranked += candidates if named else []
    return list({version.platform: version for version in reversed(ranked)}.values())[::-1]
