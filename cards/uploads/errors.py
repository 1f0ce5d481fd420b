"""Answers to an upload that can't begin: every fault of every file, or what is unclear, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.media.plan import MOST_IN_ONE_PLACE, Plan
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    context,
    escape,
    file_name,
    join_words,
    message,
    plural,
    rich,
    section,
    span,
    text_message,
)
from cards.uploads import validation
from cards.uploads.progress import OPEN_FORM, RETRY, place
from records.app_cache import KnownApp
from records.messages import Message
from records.uploads.uploads import SetPlan, Upload

_MOST = 60


def bad_files(told: Sequence[tuple[str, str]], *, archive: bool = False, retry: str = "") -> Message:
    """List everything that is wrong with the files: (name, why) each.

    `archive`: a zip is among them. `retry` is the upload that can be retried as it is, because Slack failed.
    """
    after = "Mend this and send all files again." if len(told) == 1 else "Mend these and send all files again."
    if archive:
        after += " A zip holds a folder for each language, and in it pictures, or a folder for each display type."
    made = _listed(validation.headline(len(told)), told, after)
    return message(made.text, *made.blocks, actions(button("Retry", RETRY, retry))) if retry else made


def _listed(head: str, told: Sequence[tuple[str, str]], after: str) -> Message:
    told = [(file_name(name), why) for name, why in told]
    told = [(name, why if why.endswith("?") else f"{why}.") for name, why in told]
    lines = [[span(name, "code"), span(f" {why}")] for name, why in told[:_MOST]]
    blocks: list[Block] = [section(f"*{head}*"), rich(bullets(lines))]
    if len(told) > _MOST:
        blocks.append(context(f"and {plural(len(told) - _MOST, 'more problem')}"))
    if after:
        blocks.append(section(after))
    spoken = " ".join(f"{escape(name)} {escape(why)}" for name, why in told)
    return message(f"{head} {spoken} {after}".strip(), *blocks)


def missing_scope() -> Message:
    """Say that a scope is missing: Slack answered a download with its login page."""
    text = (
        "*I may not read files in this workspace.* The bot's token lacks the scope `files:read`. Somebody who manages "
        "the Slack app adds it under OAuth & Permissions and reinstalls the app; then send the pictures again."
    )
    return message(text.replace("*", ""), section(text))


def which_locale(upload: Upload, app: KnownApp, locales: Sequence[str]) -> Message:
    """Ask for the language of the images."""
    there = ", ".join(locales[:50])
    text = f"Which language are these for? *{escape(app.name)}* has {there}."
    after = "Write it after `upload`, for example `upload en-US`, or choose it here:"
    return message(
        f"{text} {after}",
        section(f"{text} {after}"),
        actions(button("Choose", OPEN_FORM, upload.id, style="primary")),
    )


def no_files(invocation_id: str) -> Message:
    """Ask for the images of an upload without any."""
    text = "Which pictures? Attach them to the message that says `upload`, or choose them in a form:"
    return message(text, section(text), actions(button("Open the form", OPEN_FORM, invocation_id, style="primary")))


def nothing_attached() -> Message:
    """Say that the shortcut was used on a message without files."""
    return text_message(
        "That message has no pictures. Use the shortcut on a message with screenshots or a zip attached."
    )


def too_full(full: Sequence[tuple[SetPlan, Plan]]) -> Message:
    """Say that adding would make more than ten images in a set."""
    told = []
    for planned, plan in full:
        room = MOST_IN_ONE_PLACE - len(planned.before)
        told.append(
            (
                place(planned.locale, planned.display_type),
                (
                    f"holds {len(planned.before)} and you add {len(plan.send)}; a set takes {MOST_IN_ONE_PLACE}, "
                    f"so {room if room > 0 else 'none'} would fit"
                ),
            )
        )
    after = "Send fewer, or replace what is there with `--replace`."
    return _listed("There is not enough room. Nothing was changed in App Store Connect.", told, after)


def words_unclear(
    unknown: Sequence[tuple[str, Sequence[str]]], invocation_id: str, surplus: Sequence[str] = ()
) -> Message:
    """Say which words name neither a language nor a display type: (word, closest names) each.

    `surplus` are words that name a second one.
    """
    told = []
    for word, closest in unknown:
        near = join_words([f"`{escape(name)}`" for name in closest], "or")
        told.append(
            f"`{escape(word)}` is no language and no display type that I know."
            + (f" Did you mean {near}?" if near else "")
        )
    told += [
        f"`{escape(word)}` is one too many: an upload without a zip goes to one language and one display type."
        for word in surplus
    ]
    text = " ".join(told) + f" Nothing was changed. Write it again{', or choose in the form' if invocation_id else ''}."
    offer = [actions(button("Open the form", OPEN_FORM, invocation_id))] if invocation_id else []
    return message(text, section(text), *offer)


def replace_and_append() -> Message:
    """Say that the two options contradict each other."""
    return text_message(
        "`--replace` and `--append` contradict each other. Nothing was changed. Write it again with one of them."
    )
