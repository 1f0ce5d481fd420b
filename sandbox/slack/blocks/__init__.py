"""Validates blocks and views as strictly as Slack, with Slack's error messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from sandbox.slack.blocks.block_types import MAX_PER_TYPE, block
from sandbox.slack.blocks.limits import TABLES
from sandbox.slack.blocks.shapes import Findings, Shape, flag, list_of, longest, plain, record, string, typed

KnowsFile = Callable[[str], bool]
NAMED = {
    "private_metadata": string("view.private_metadata.max_length", least=0),
    "callback_id": string("view.callback_id.max_length", least=0),
    "external_id": string("view.external_id.max_length", least=0),
}
VIEWS: dict[str, Shape] = {
    "modal": record(
        {"title": plain("view.title.max_length"), "blocks": list_of(block, "view.blocks.max_items")},
        {
            **NAMED,
            "submit": plain("view.submit.max_length"),
            "close": plain("view.close.max_length"),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
    ),
    "home": record({"blocks": list_of(block, "view.blocks.max_items")}, NAMED),
}


def check_message(
    blocks: object,
    knows_file: KnowsFile | None = None,
    pointer: str = "/blocks",
    *,
    reaches: Callable[[str], bool] = lambda _: False,
) -> list[str]:
    """Returns what is wrong with a message's blocks; `knows_file` returns True if a file with this id or URL exists.

    `reaches` returns True for an address on this machine whose image can be loaded nevertheless.
    """
    findings = Findings("message", knows_file or (lambda _: True), reaches)
    list_of(block, "message.blocks.max_items", least=0)(blocks, pointer, findings)
    if not findings.problems and isinstance(blocks, list):
        _as_a_whole(blocks, pointer, findings)
    return findings.problems


def check_view(view: object, knows_file: KnowsFile | None = None) -> list[str]:
    """Returns what is wrong with a view."""
    surface = view.get("type") if isinstance(view, dict) else None
    findings = Findings(surface if surface in VIEWS else "modal", knows_file or (lambda _: True))
    typed(VIEWS)(view, "/view", findings)
    if surface == "modal" and isinstance(view, dict) and not view.get("submit"):
        for index, each in enumerate(view.get("blocks") or []):
            if isinstance(each, dict) and each.get("type") == "input":
                findings.add("must define `submit` to use an `input` block in modals", f"/view/blocks/{index}/input")
    return findings.problems


def _as_a_whole(blocks: list[Any], pointer: str, findings: Findings) -> None:
    counts = Counter(each["type"] for each in blocks)
    for kind, most in {"table": TABLES, **MAX_PER_TYPE}.items():
        if counts[kind] > most:
            findings.add(f"no more than {most} {kind} blocks allowed", pointer)
    markdown = sum(len(each["text"]) for each in blocks if each["type"] == "markdown")
    if markdown > longest("markdown.total_text.max_length"):
        findings.add(f"must be less than {longest('markdown.total_text.max_length') + 1} characters", pointer)
