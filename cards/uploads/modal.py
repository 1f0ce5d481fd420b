"""The modal of `/asc upload`: language, device, images; prefilled with what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appstore.catalog.display_types import DisplayType, label
from appstore.catalog.locales import LOCALES
from appstore.catalog.locales import name as locale_name
from appstore.media.plan import MOST_IN_SLOT, natural_key
from cards.blocks import Block, context, file_name, option, plain, shorten
from cards.modals import chosen, entered, input_block, modal, select
from cards.uploads import validation
from records.messages import SlackFile, files_in

FORM = "screenshots.upload_form"
LOCALE, DISPLAY_TYPE, FILES, MODE = "locale", "display_type", "files", "mode"
# Options that the modal replaces.
CHOSEN = frozenset({LOCALE, DISPLAY_TYPE, "replace", "append"})

_BY_SIZE = "by_size"


@dataclass(frozen=True)
class UploadInput:
    """What the user chose in the modal."""

    locale: str | None
    display_type: str | None
    mode: str
    files: tuple[SlackFile, ...]


def upload_modal(
    invocation_id: str, options: Mapping[str, str], files: Sequence[SlackFile] = (), *, in_library: bool = False
) -> dict[str, Any]:
    """Render the modal. With `files`, those of a message, it offers no choice of files.

    `in_library`: pictures may go to the App Asset Library, which has places for more devices.
    """
    blocks: list[Block] = []
    if files:
        ordered = sorted(files, key=lambda file: natural_key(file.name))
        names = "\n".join(f"{number}. {file_name(file.name)}" for number, file in enumerate(ordered[:20], 1))
        blocks.append({"type": "section", "text": plain(names)})
    hint = "Leave it empty for a zip with a folder for each language, or if the app has only one language."
    blocks.append(input_block(LOCALE, "Language", select(_locales(), options.get("locale")), hint, optional=True))
    display_type = options.get("display_type") or _BY_SIZE
    kinds = [kind for kind in DisplayType if in_library or not kind.is_library_only or kind == display_type]
    device = select(_display_types(kinds), display_type)
    blocks.append(input_block(DISPLAY_TYPE, "Device", device))
    if not files:
        chooser: Block = {
            "type": "file_input",
            "filetypes": ["png", "jpg", "jpeg", "zip", "mp4", "mov", "m4v"],
            "max_files": MOST_IN_SLOT,
        }
        hint = "PNG or JPEG in the exact pixel size, videos of 15 to 30 seconds, or one zip. They are sorted by name."
        blocks.append(input_block(FILES, "Screenshots", chooser, hint))
    mode = "replace" if "replace" in options else "append" if "append" in options else "ask"
    blocks.append(input_block(MODE, "If the set holds screenshots already", select(_modes(), mode)))
    named = ("app", "version", "page", "treatment", "product", "poster")
    typed = [f"--{name} {options[name]}" for name in named if options.get(name)]
    typed += ["--dry-run"] if "dry-run" in options else []
    if typed:
        blocks.append(context(f"With `{' '.join(typed)}`"))
    return modal(FORM, "Upload screenshots", blocks, submit="Upload", metadata=invocation_id)


def read_upload_modal(view: Mapping[str, Any]) -> UploadInput:
    """Read what was chosen."""
    display_type = chosen(view, DISPLAY_TYPE)
    return UploadInput(
        chosen(view, LOCALE) or None,
        None if display_type in {"", _BY_SIZE} else display_type,
        chosen(view, MODE) or "ask",
        files_in(entered(view, FILES).get("files") or ()),
    )


def errors_in(
    submitted: UploadInput, attached: Sequence[SlackFile] = (), *, in_library: bool = False
) -> dict[str, str]:
    """Return what is wrong before anything is downloaded, by block. Relies on the sizes that Slack reports.

    `in_library`: sizes are up to the App Asset Library.

    `attached` are the files of a message. The modal has no block for these, so the error is shown at the device.
    """
    files, block = (attached, DISPLAY_TYPE) if attached else (submitted.files, FILES)
    problems = []
    for file in files:
        suffix = file.name.rpartition(".")[2].lower()
        if suffix in {"heic", "heif", "gif", "webp", "tif", "tiff", "bmp", "svg", "pdf"}:
            problems.append(f"{file_name(file.name)} is a {suffix.upper()} file: export it as PNG or JPEG.")
        elif submitted.display_type and file.width and file.height and not in_library:
            problem = validation.size_fault(file.name, (file.width, file.height), DisplayType(submitted.display_type))
            problems += [f"{file_name(file.name)} {problem}."] if problem else []
    return {block: shorten(" ".join(problems), 1500)} if problems else {}


def _locales() -> list[dict[str, Any]]:
    return [option(f"{locale_name(code)} ({code})", code) for code in LOCALES]


def _display_types(kinds: Iterable[DisplayType]) -> list[dict[str, Any]]:
    return [option("Detect from the pixel size", _BY_SIZE), *(option(label(kind), kind.value) for kind in kinds)]


def _modes() -> list[dict[str, Any]]:
    return [option("Ask me", "ask"), option("Replace them", "replace"), option("Add to them", "append")]
