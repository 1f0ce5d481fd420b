"""Shows what each screenshot set of a version holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from appstore.catalog.display_types import DisplayType, label
from appstore.screenshots import AssetState, Screenshot
from cards.blocks import Block, bullets, context, escape, file_name, message, plural, rich, section, span
from cards.wording.states import platform_words, state_words
from records.app_cache import KnownApp, KnownVersion
from records.messages import Message

_STATES = {
    AssetState.AWAITING_UPLOAD: "not sent yet",
    AssetState.UPLOAD_COMPLETE: "being processed by Apple",
    AssetState.FAILED: "failed",
}
Sets = Mapping[str, tuple[str, tuple[Screenshot, ...]]]


def sets(
    app: KnownApp, version: KnownVersion, shown: Mapping[str, Sets], locales: Sequence[str], wanted: str | None
) -> Message:
    """Render one line a set, with the names in order."""
    head = f"Screenshots of {escape(app.name)} {escape(version.version)} ({platform_words(version.platform)})"
    blocks: list[Block] = [section(f"*{head}*, {state_words(version.state)}")]
    spoken = []
    for locale, found in list(shown.items())[:40]:
        lines = [[span(f"{_name(kind)}: ", "bold"), span(_content(shots))] for kind, (_, shots) in found.items()]
        spoken += [f"{locale} {_name(kind)}: {plural(len(shots), 'screenshot')}" for kind, (_, shots) in found.items()]
        title: Block = {"type": "rich_text_section", "elements": [span(locale, "bold")]}
        blocks += [rich(title, bullets(lines))] if lines else []
    empty = [locale for locale in locales if not shown.get(locale) and wanted in {None, locale}]
    if wanted and wanted not in locales:
        told = f"This version has no {escape(wanted)}. It has {', '.join(locales) or 'no language yet'}"
        blocks.append(section(f"{told}."))
        spoken.append(told)
    elif empty:
        blocks.append(context(f"Without screenshots: {', '.join(empty)}"))
        spoken.append(f"Without screenshots: {', '.join(empty)}")
    return message(f"{head}. {'. '.join(spoken)}.", *blocks)


def _name(kind: str) -> str:
    return label(DisplayType(kind)) if kind in DisplayType.__members__ else kind


def _content(shots: Sequence[Screenshot]) -> str:
    names = [
        file_name(shot.file_name) + (f" ({_STATES[shot.state]})" if shot.state in _STATES else "") for shot in shots
    ]
    return f"{len(shots)} of 10  {', '.join(names)}" if shots else "empty"
