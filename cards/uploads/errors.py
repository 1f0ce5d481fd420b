"""Replies to an upload that can't begin: every problem with its files, or what is unclear, and what to do next."""

from collections.abc import Mapping, Sequence

from appstore.errors import AppStoreError, Refused
from appstore.media.plan import Plan
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
from cards.failures.errors import CANNOT_READ, reason
from cards.uploads.progress import OPEN_FORM, RETRY, plan_label
from cards.uploads.targets import version_name
from cards.wording.states import LANGUAGES_NEED
from cards.wording.texts import language
from records.dispatch.app_cache import KnownApp
from records.messages import Message
from records.uploads.uploads import SetPlan, Upload

_MOST = 60


def bad_files(problems: Sequence[tuple[str, str]], *, archive: bool = False, retry: str = "") -> Message:
    """List everything that is wrong with the files: (name, why) each.

    `archive`: a zip is among them. `retry` is the upload that can be retried as it is, because Slack failed.
    """
    after = f"Fix {'this' if len(problems) == 1 else 'these'} and send all files again."
    if archive:
        after += " A zip has a folder for each language, with pictures or a folder for each display type in it."
    head = f"{plural(len(problems), 'problem')} with the files. Nothing was changed in App Store Connect."
    reply = _listed(head, problems, after)
    return message(reply.text, *reply.blocks, actions(button("Retry", RETRY, retry))) if retry else reply


def _listed(head: str, problems: Sequence[tuple[str, str]], after: str) -> Message:
    lines = [(file_name(name), why if why.endswith("?") else f"{why}.") for name, why in problems]
    rows = [[span(name, "code"), span(f" {why}")] for name, why in lines[:_MOST]]
    blocks: list[Block] = [section(f"*{head}*"), rich(bullets(rows))]
    if len(lines) > _MOST:
        blocks.append(context(f"and {plural(len(lines) - _MOST, 'more problem')}"))
    text = " ".join(f"{escape(name)} {escape(why)}" for name, why in lines)
    return message(f"{head} {text} {after}", *blocks, section(after))


def missing_scope() -> Message:
    """Say that a scope is missing: Slack answered a download with its login page."""
    text = (
        "*I can't read files in this workspace.* The bot's token lacks the scope `files:read`. Ask a manager of the "
        "Slack app to add it under OAuth & Permissions and to reinstall the app. Then send the pictures again."
    )
    return message(text.replace("*", ""), section(text))


def which_locale(upload: Upload, app: KnownApp, locales: Sequence[str]) -> Message:
    """Ask for the language of the images."""
    there = ", ".join(locales[:50])
    text = f"Which language are these for? *{escape(app.name)}* has {there}."
    after = "Write it after `upload`, as in `upload en-US`, or choose it here:"
    return message(
        f"{text} {after}",
        section(f"{text} {after}"),
        actions(button("Choose", OPEN_FORM, upload.id, style="primary")),
    )


def no_files(invocation_id: str, *, unseen: bool = False) -> Message:
    """Ask for the images of an upload without any; `unseen`: the bot can't read the message."""
    text = "Which pictures? Attach them to the message that says `upload`, or choose them in a form:"
    if unseen:
        text = f"Which pictures? {CANNOT_READ} Choose them in a form:"
    return message(text, section(text), actions(button("Open the form", OPEN_FORM, invocation_id, style="primary")))


def nothing_attached() -> Message:
    """Say that the shortcut was used on a message without files."""
    return text_message(
        "That message has no pictures. Use the shortcut on a message with screenshots or a zip attached."
    )


def one_picture(count: int) -> Message:
    """Say that a product has one review screenshot."""
    sent = f"sent {plural(count, 'picture')}" if count else "sent no picture"
    return text_message(
        f"Apple's reviewers see one screenshot of a product, and you {sent}. Nothing was changed. Send one picture."
    )


def too_full(full: Sequence[tuple[SetPlan, Plan]]) -> Message:
    """Say that adding would make more files than a set takes."""
    problems = []
    for planned, plan in full:
        room = max(0, planned.most - len(planned.before)) or "none"
        what = "a product" if planned.kind.is_for_reviewers else "a set"
        holds = f"holds {len(planned.before)} and you add {len(plan.send)}; {what} takes {planned.most}"
        problems.append((plan_label(planned), f"{holds}, so {room} would fit"))
    after = "Send fewer, or replace what is there with `--replace`."
    return _listed("There is not enough room. Nothing was changed in App Store Connect.", problems, after)


def languages_rejected(
    upload: Upload, created: Sequence[str], rejected: Mapping[str, AppStoreError], not_tried: Sequence[str]
) -> Message:
    """Say which languages could not be created, and why; those created already, and those that were not tried."""
    head = f"{version_name(upload)} still lacks {plural(len(rejected) + len(not_tried), 'language')}. Nothing was sent."
    lines = [f"• {escape(language(locale))}: {_why_rejected(error)}" for locale, error in rejected.items()]
    if not_tried:
        lines.append(f"• Not tried: {escape(join_words([*map(language, not_tried)]))}")
    after = f"Created: {escape(join_words([*map(language, created)]))}. " if created else ""
    after += "Retry goes on with what is missing."
    return message("\n".join([head, *lines, after]), section(f"*{head}*\n" + "\n".join(lines)), section(after))


def _why_rejected(error: AppStoreError) -> str:
    why = reason(error)
    if isinstance(error, Refused) and error.about("name"):
        return f"{why}\nGive the app another name in this language, or free the name."
    if error.is_code("STATE_ERROR"):
        return f"{why}\n{LANGUAGES_NEED}"
    return why


def words_unclear(
    unknown: Sequence[tuple[str, Sequence[str]]], invocation_id: str, surplus: Sequence[str] = ()
) -> Message:
    """Say which words name neither a language nor a display type: (word, closest names) each.

    `surplus` are words that name a second one.
    """
    lines = []
    for word, closest in unknown:
        near = join_words([f"`{escape(name)}`" for name in closest], "or")
        question = f" Did you mean {near}?" if near else ""
        lines.append(f"I don't know a language or display type called `{escape(word)}`.{question}")
    lines += [
        f"`{escape(word)}` is one too many: an upload without a zip goes to one language and one display type."
        for word in surplus
    ]
    text = (
        " ".join(lines) + f" Nothing was changed. Write it again{', or choose in the form' if invocation_id else ''}."
    )
    offer = [actions(button("Open the form", OPEN_FORM, invocation_id))] if invocation_id else []
    return message(text, section(text), *offer)


def key_unusual() -> Message:
    """Reply to a `--key` that is too long or has unusual characters."""
    return text_message(
        "`--key` takes up to 100 letters, digits and `. _ : / # -`, without spaces, as in `--key gh-8817-1`. Nothing "
        "was uploaded."
    )


def replace_and_append() -> Message:
    """Say that the two options contradict each other."""
    return text_message(
        "`--replace` and `--append` contradict each other. Nothing was changed. Write it again with one of them."
    )


def poster_unclear(typed: str) -> Message:
    """Say that the time after `--poster` can't be read."""
    return text_message(
        f"I can't read `--poster {escape(typed)}`. Write a time of the video, such as `00:00:05` or `5`. Nothing was "
        "changed in App Store Connect."
    )
