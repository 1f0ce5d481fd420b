"""Shows what each screenshot set of a version holds."""

from collections.abc import Mapping, Sequence

from appstore.catalog.display_types import DisplayType, label
from appstore.media.slots import SlotKind
from appstore.media.transfers import AssetState, RemoteImage
from cards.blocks import Block, bullets, carousel, context, escape, file_name, message, plural, rich, section, span
from cards.dispatch.media_backend import LIBRARY
from cards.uploads import disagreements
from cards.wording.accounts import app_title
from cards.wording.states import platform_words, state_words
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.dispatch.media_backend import Backend, BackendChoice
from records.messages import Message

_STATES = {
    AssetState.AWAITING_UPLOAD: "not sent yet",
    AssetState.UPLOAD_COMPLETE: "being processed by Apple",
    AssetState.PROCESSING: "being processed by Apple",
    AssetState.PROCESSING: "being processed by Apple",
    AssetState.FAILED: "failed",
}
# Pixels of the longer side of a picture.
_LONGEST_SIDE = 600
# Each set takes two of the 50 blocks of a message.
_MOST_SETS = 22
Sets = Mapping[str, tuple[str, tuple[RemoteImage, ...]]]


def sets(
    app: KnownApp,
    version: KnownVersion,
    shown: Mapping[str, Sets],
    locales: Sequence[str],
    wanted: str | None,
    *,
    pictures: bool = False,
    choice: BackendChoice | None = None,
) -> Message:
    """List the sets by language, each with the names of its screenshots in order; with `pictures` those of a language.

    In several languages there are too many pictures for a message. `choice`: whether they are in the App
    Asset Library instead, and who decided that.
    """
    head = f"Screenshots of {escape(app_title(app))} {escape(version.version)} ({platform_words(version.platform)})"
    head += f", {LIBRARY}" if choice is not None and choice.backend is Backend.LIBRARY else ""
    blocks: list[Block] = [section(f"*{head}*, {state_words(version.state)}")]
    lines: list[str] = []
    with_pictures = pictures and len(shown) == 1
    for locale, found in list(shown.items())[:40]:
        rows = [[span(f"{_name(kind)}: ", "bold"), span(_content(kind, images))] for kind, (_, images) in found.items()]
        lines += [f"{locale} {_name(kind)}: {plural(len(images), _noun(kind))}" for kind, (_, images) in found.items()]
        title: Block = {"type": "rich_text_section", "elements": [span(locale, "bold")]}
        if with_pictures:
            blocks += [
                block for kind, (_, images) in list(found.items())[:_MOST_SETS] for block in _pictures_of(kind, images)
            ]
        elif rows:
            blocks.append(rich(title, bullets(rows)))
    empty = [locale for locale in locales if not shown.get(locale) and wanted in {None, locale}]
    if wanted and wanted not in locales:
        lines.append(f"This version has no {escape(wanted)}. It has {', '.join(locales) or 'no language yet'}")
        blocks.append(section(f"{lines[-1]}."))
    elif empty:
        lines.append(f"Without screenshots: {', '.join(empty)}")
        blocks.append(context(lines[-1]))
    elif pictures and len(shown) > 1:
        blocks.append(context(f"`/asc screenshots {next(iter(shown))}` shows the pictures of a language."))
    chosen, choice_blocks = disagreements.chosen(choice, f"{app.id}@{app.account}") if choice is not None else ("", ())
    return message(f"{head}. {'. '.join(lines)}. {chosen}".strip(), *blocks, *choice_blocks)


def _pictures_of(kind: str, images: Sequence[RemoteImage]) -> list[Block]:
    """Return a set as pictures side by side, in the order of the store page."""
    title = section(f"*{escape(_name(kind))}*: {len(images)} of {_most(kind)}")
    tiles = [tile(f"{number}.", image) for number, image in enumerate(images, 1)]
    return [title, carousel(tiles)] if tiles else [title]


def tile(before: str, image: RemoteImage) -> tuple[str, str, Block | None]:
    """Return a file at Apple for a carousel: `before` with its name, its state unless complete, and its picture."""
    name, address = file_name(image.name), image.picture(_LONGEST_SIDE)
    picture: Block = {"type": "image", "image_url": address, "alt_text": f"{before} {name}"}
    return f"{before} {name}", _STATES.get(image.state, ""), picture if address else None


def _of_videos(kind: str) -> bool:
    return kind.endswith(SlotKind.PREVIEWS.suffix)


def _noun(kind: str) -> str:
    return "app preview" if _of_videos(kind) else "screenshot"


def _most(kind: str) -> int:
    return (SlotKind.PREVIEWS if _of_videos(kind) else SlotKind.SCREENSHOTS).most


def _name(kind: str) -> str:
    name = kind.removesuffix(SlotKind.PREVIEWS.suffix)
    device = label(DisplayType(name)) if name in DisplayType.__members__ else name
    return f"{device} app previews" if _of_videos(kind) else device


def _content(kind: str, images: Sequence[RemoteImage]) -> str:
    names = [
        file_name(image.name) + (f" ({_STATES[image.state]})" if image.state in _STATES else "") for image in images
    ]
    return f"{len(images)} of {_most(kind)}  {', '.join(names)}" if images else "empty"
