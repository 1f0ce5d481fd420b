"""Renders messages and modals as plain text, for the terminal and for tests."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.slack import ascii_art
from sandbox.slack.snapshots import Message, View
from sandbox.slack.state import Json
from sandbox.slack.text import Names, of_markup, of_rich_text, of_text

LINE = "─" * 40
STATES = {"pending": "○", "in_progress": "◐", "complete": "●", "error": "✗"}
LEVELS = {"info": "i", "warning": "!", "error": "✗", "success": "✓"}
Values = Mapping[str, Mapping[str, Json]]


def as_text(seen: Message | View) -> str:
    """Renders the visible content: blocks if there are any, otherwise the text; then files, or a modal's buttons."""
    if isinstance(seen, View):
        bottom = " ".join(f"[ {label} ]" for label in (seen.close, seen.submit) if label)
        return _joined([seen.title, *_drawn(list(seen.blocks), seen.names, seen.values), bottom])
    if seen.deleted:
        return "This message was deleted."
    content = _drawn(list(seen.blocks), seen.names, {}) if seen.blocks else [of_markup(seen.text, seen.names)]
    return _joined([*content, *(f"📎 {file.get('name', file['id'])}" for file in seen.files)])


def _joined(parts: list[str]) -> str:
    return "\n".join(part for part in parts if part)


def _drawn(blocks: list[Json], names: Names, values: Values) -> list[str]:
    return [_block(block, names, values) for block in blocks]


def _block(block: Json, names: Names, values: Values) -> str:  # noqa: C901, PLR0911, PLR0912 - one case a kind
    match block["type"]:
        case "divider":
            return LINE
        case "header" | "markdown" if isinstance(block["text"], str):
            return str(block["text"])
        case "header":
            return of_text(block["text"], names)
        case "alert":
            return f"{LEVELS.get(block.get('level', 'info'), 'i')} {of_text(block['text'], names)}"
        case "section":
            return _section(block, names)
        case "context" | "context_actions":
            return "  ".join(ascii_art.element(each, names) for each in block["elements"])
        case "actions":
            held = values.get(block.get("block_id", ""), {})
            return " ".join(
                ascii_art.element(each, names, held.get(each.get("action_id"))) for each in block["elements"]
            )
        case "input":
            return _input(block, names, values)
        case "image" | "video":
            return _joined([of_text(block.get("title"), names), f"🖼 {block['alt_text']}"])
        case "rich_text":
            return of_rich_text(block, names)
        case "table":
            return ascii_art.table(block["rows"], names)
        case "data_table":
            return _joined([block["caption"], ascii_art.table(block["rows"], names)])
        case "data_visualization":
            return ascii_art.chart(block)
        case "card":
            return _card(block, names)
        case "carousel":
            return _joined(_drawn(block["elements"], names, values))
        case "container":
            inside = _drawn(block["child_blocks"], names, values)
            return _joined([of_text(block.get("title"), names), of_text(block.get("subtitle"), names), *inside])
        case "plan":
            return _joined([block["title"], *(_task(task, names) for task in block.get("tasks", ()))])
        case "task_card":
            return _task(block, names)
    return f"({block['type']})"


def _section(block: Json, names: Names) -> str:
    texts = [of_text(block.get("text"), names), ascii_art.fields(block.get("fields", []), names)]
    accessory = [ascii_art.element(block["accessory"], names)] if "accessory" in block else []
    return _joined([*texts, *accessory])


def _input(block: Json, names: Names, values: Values) -> str:
    held = values.get(block.get("block_id", ""), {}).get(block["element"].get("action_id"))
    optional = " (optional)" if block.get("optional") else ""
    label = of_text(block["label"], names) + optional
    return _joined([label, ascii_art.element(block["element"], names, held), of_text(block.get("hint"), names)])


def _card(block: Json, names: Names) -> str:
    picture = ascii_art.element(block["hero_image"], names) if "hero_image" in block else ""
    texts = [of_text(block.get(part), names) for part in ("title", "subtitle", "body", "subtext")]
    return _joined([picture, *texts, " ".join(ascii_art.element(each, names) for each in block.get("actions", ()))])


def _task(task: Json, names: Names) -> str:
    title = f"{STATES.get(task.get('status', ''), '○')} {task['title']}"
    rich = [of_rich_text(task[part], names) for part in ("details", "output") if part in task]
    return _joined([title, *rich])
