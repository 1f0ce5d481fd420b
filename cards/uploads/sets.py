"""Shows what each screenshot set of a version holds."""

from collections.abc import Mapping, Sequence

from appstore.catalog.display_types import DisplayType, label
from appstore.media.plan import MOST_IN_SLOT
from appstore.media.transfers import AssetState, RemoteImage
from cards.blocks import Block, bullets, context, escape, file_name, message, plural, rich, section, span
from cards.wording.accounts import app_title
from cards.wording.states import platform_words, state_words
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.messages import Message

_STATES = {
    AssetState.AWAITING_UPLOAD: "not sent yet",
    AssetState.UPLOAD_COMPLETE: "being processed by Apple",
    AssetState.FAILED: "failed",
}
Sets = Mapping[str, tuple[str, tuple[RemoteImage, ...]]]


def sets(
    app: KnownApp, version: KnownVersion, shown: Mapping[str, Sets], locales: Sequence[str], wanted: str | None
) -> Message:
    """List the sets by language, each with the names of its screenshots in order."""
    head = f"Screenshots of {escape(app_title(app))} {escape(version.version)} ({platform_words(version.platform)})"
    blocks: list[Block] = [section(f"*{head}*, {state_words(version.state)}")]
    lines = []
    for locale, found in list(shown.items())[:40]:
        rows = [[span(f"{_name(kind)}: ", "bold"), span(_content(images))] for kind, (_, images) in found.items()]
        lines += [f"{locale} {_name(kind)}: {plural(len(images), 'screenshot')}" for kind, (_, images) in found.items()]
        title: Block = {"type": "rich_text_section", "elements": [span(locale, "bold")]}
        blocks += [rich(title, bullets(rows))] if rows else []
    empty = [locale for locale in locales if not shown.get(locale) and wanted in {None, locale}]
    if wanted and wanted not in locales:
        lines.append(f"This version has no {escape(wanted)}. It has {', '.join(locales) or 'no language yet'}")
        blocks.append(section(f"{lines[-1]}."))
    elif empty:
        lines.append(f"Without screenshots: {', '.join(empty)}")
        blocks.append(context(lines[-1]))
    return message(f"{head}. {'. '.join(lines)}.", *blocks)


def _name(kind: str) -> str:
    return label(DisplayType(kind)) if kind in DisplayType.__members__ else kind


def _content(images: Sequence[RemoteImage]) -> str:
    names = [
        file_name(image.name) + (f" ({_STATES[image.state]})" if image.state in _STATES else "") for image in images
    ]
    return f"{len(images)} of {MOST_IN_SLOT}  {', '.join(names)}" if images else "empty"
