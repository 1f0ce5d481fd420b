"""The messages of `version`: what was created, what Apple copied, and why a number can't be used."""

from collections.abc import Mapping, Sequence

from appstore.errors import Refused
from appstore.fields import Field
from appstore.releases.numbers import NumberFault, NumberFaultKind, next_numbers, parts
from appstore.releases.release_requests import ReleasePlan
from appstore.versions import ALLOWS_NEXT, EDITABLE, Version
from cards.blocks import (
    Block,
    actions,
    bullets,
    button,
    clock_time,
    confirm,
    context,
    escape,
    join_words,
    message,
    plural,
    rich,
    section,
    span,
    spans,
    text_message,
)
from cards.dispatch.choices import run_buttons
from cards.failures.errors import reason
from cards.releases.plans import plan_words
from cards.wording.accounts import app_title
from cards.wording.states import platform_words, state_meaning, state_words
from cards.wording.texts import label
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.messages import Message
from records.releases.new_versions import NewVersion

RENAME = "releases.rename"

_MOST_LANGUAGES = 8
_FAULTS = {
    NumberFaultKind.NO_NUMBER: "is not a version number: Apple takes one to three whole numbers with dots between them",
    NumberFaultKind.TOO_MANY_PARTS: "has more than three parts: Apple takes one to three whole numbers",
    NumberFaultKind.LIVE: "is the version that is live now",
    NumberFaultKind.USED: "was used before, and Apple takes each number once",
    NumberFaultKind.BACKWARDS: "goes backwards",
}


def name(version: str, platform: str) -> str:
    """Return `1.3.0 (iOS)`."""
    return f"{version} ({platform_words(platform)})"


def bad_number(app_name: str, number: str, fault: NumberFault, latest: str, platform: str = "") -> Message:
    """Say why a version can't get this number, and which ones it can get; `latest` is the highest one released.

    `platform` is "" if the app has only one.
    """
    why = _FAULTS[fault.kind]
    if fault.kind is NumberFaultKind.BACKWARDS:
        why += f": {escape(fault.other)} of *{escape(app_name)}* was on the store already, and a number must be higher"
    elif fault.other and fault.other != number:
        why += f" (as {escape(fault.other)})"
    bare = number.lstrip("vV")
    meant = (bare,) if parts(bare) > parts(latest) else next_numbers(latest)
    following = [f"`{found}`" for found in meant]
    after = f"Nothing was changed. Write `/asc version new` with a number such as {join_words(following, 'or')}."
    where = f" for {platform_words(platform)}" if platform else ""
    return text_message(f"`{escape(number[:60])}`{where} {why}. {after}")


def created(
    app_name: str,
    version: Version,
    previous: str,
    user: str,
    texts: Mapping[str, Sequence[Field]],
    empty: Mapping[str, Sequence[Field]],
    screenshots: int | None,
) -> Message:
    """Show a new version: what Apple copied from the previous one, and what is still empty, by language."""
    named = name(version.version_string, version.platform)
    head = f"<@{user}> created *{escape(app_name)} {escape(named)}*"
    lines = [_copied(previous, texts, screenshots)] if previous else ["It is the first one, so nothing was copied"]
    lines += [*_still_empty(empty), "Still missing: a build. Apple does not copy it, and no phased release either"]
    lines = [*map(escape, lines), f"Will be released {plan_words(ReleasePlan.of(version))}"]
    after = "Next: `/asc whatsnew`, `/asc build NUMBER`, then `/asc checklist`."
    if not previous:
        after = "Next: `/asc listing`, `/asc build NUMBER`, then `/asc checklist`."
    return message(
        f"{head}. {'. '.join(lines)}. {after}",
        section(head),
        rich(bullets([spans(line) for line in lines])),
        section(after),
        context("This cannot be undone here, but `/asc version new` with another number renames it."),
    )


def _copied(previous: str, texts: Mapping[str, Sequence[Field]], screenshots: int | None) -> str:
    fields = [field for field in Field if any(field in found for found in texts.values())]
    named = [label(field) if field.value.endswith("url") else label(field).lower() for field in fields]
    sets = f" and {plural(screenshots, 'screenshot set')}" if screenshots else ""
    what = f" with {join_words(named)}" if named else ""
    return f"Apple copied {plural(len(texts), 'language')} from {previous}{what}{sets}"


def _still_empty(empty: Mapping[str, Sequence[Field]]) -> list[str]:
    by_languages: dict[tuple[str, ...], list[str]] = {}
    for field in Field:
        if locales := tuple(locale for locale, found in empty.items() if field in found):
            by_languages.setdefault(locales, []).append(label(field))
    return [f"Still empty: {join_words(fields)} in {_languages(locales)}" for locales, fields in by_languages.items()]


def _languages(locales: Sequence[str]) -> str:
    rest = len(locales) - _MOST_LANGUAGES
    return join_words([*locales[:_MOST_LANGUAGES], *([f"{rest} more"] if rest > 0 else [])])


def exists(app_name: str, version: Version, number: str, offer_id: str) -> Message:
    """Name the version that is not released yet, beside which Apple creates no other; offer to rename it.

    Without `offer_id`, in a dry run, only say that it would be offered.
    """
    named = name(version.version_string, version.platform)
    state = f"{state_words(version.state)}"
    head = f"*{escape(app_name)}* already has {escape(named)}, {state}. Nothing was changed."
    if version.version_string == number and version.state in EDITABLE:
        return text_message(f"{head} `/asc builds` and `/asc checklist` say what it still needs.")
    why = "Apple creates the next version only once this one is released."
    if version.state not in EDITABLE:
        meaning = state_meaning(version.state)
        after = f"It can't be renamed now: {meaning}." if meaning else "It can't be renamed in this state."
        return text_message(f"{head} {why} {after} `/asc status` shows it.")
    if not offer_id:
        return text_message(f"{head} {why} Without `--dry-run`, a button renames it to {escape(number)}.")
    return message(
        f"{head} {why} You can rename it to {escape(number)}.",
        section(f"{head} {why}"),
        actions(
            button(
                f"Rename to {number}",
                RENAME,
                offer_id,
                confirm=confirm(
                    f"Rename {version.version_string} to {number}?",
                    f"{app_name} {named} keeps its texts and screenshots. A build must be of {number} then.",
                    "Rename",
                ),
            )
        ),
    )


def would_create(app_name: str, platform: str, number: str, previous: str) -> Message:
    """Say in a dry run what would be created."""
    copy = f", as a copy of {escape(previous)} without What's New and without a build" if previous else ""
    return text_message(
        f"Dry run: nothing was changed. *{escape(app_name)} {escape(name(number, platform))}* would be created{copy}."
    )


def renamed(offer: NewVersion, now: float, *, has_build: str = "") -> Message:
    """Say who renamed a version; `has_build` is the number of its build, which was uploaded for the old number."""
    text = f"<@{offer.decided_by}> renamed *{escape(offer.app_name)} {escape(name(offer.old, offer.platform))}*"
    note = ""
    if has_build:
        note = (
            f" Its build {escape(has_build)} was uploaded for {escape(offer.old)}: attach one of "
            f"{escape(offer.number)} with `/asc build NUMBER`."
        )
    return text_message(f"{text} to *{escape(offer.number)}*.{note}", context(clock_time(now)))


def rename_overtaken(offer: NewVersion, now: Version | None) -> Message:
    """Say that the version is no longer as the message showed it."""
    is_now = "it no longer exists" if now is None else f"it is {now.version_string}, {state_words(now.state)}, now"
    return text_message(
        f"*{escape(offer.app_name)} {escape(name(offer.old, offer.platform))}* has changed since you were asked: "
        f"{escape(is_now)}. Nothing was done. `/asc version` shows the versions."
    )


def rename_refused(offer: NewVersion, why: str) -> Message:
    """Say that Apple refused the new number, and why (mrkdwn)."""
    named = escape(name(offer.old, offer.platform))
    return text_message(f"*{escape(offer.app_name)} {named}* was not renamed to {escape(offer.number)}. {why}")


def not_created(app_name: str, number: str, platform: str, refused: Refused) -> Message:
    """Say that Apple refused to create a version, and why."""
    return text_message(
        f"*{escape(app_name)} {escape(name(number, platform))}* was not created. {number_refused(refused)}\n"
        "`/asc status` shows the versions."
    )


def number_refused(refused: Refused) -> str:
    """Return why Apple does not give a version its number, in mrkdwn."""
    if refused.is_code("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE") or "previously used" in refused.detail:
        return "Apple takes each number once, and this one was used before. Write `/asc version new` with another one."
    return reason(refused)


def decided_by_another(offer: NewVersion | None) -> Message:
    """Reply to the second of two users who rename a version, and to a button that has expired."""
    if offer is None:
        return text_message(
            "This is more than a week old and can no longer be decided. Write `/asc version new` again."
        )
    return text_message(f"<@{offer.decided_by}> was first: the version is being renamed to {escape(offer.number)}.")


def shown(app: KnownApp, invocation_id: str, newest: Sequence[KnownVersion]) -> Message:
    """Show the newest version of each platform, and how to create or rename one."""
    head = f"*{escape(app_title(app))}*"
    if not newest:
        return text_message(f"{head} has no version yet. `/asc version new 1.0 --platform IOS` creates the first one.")
    lines = []
    for version in newest:
        meaning = state_meaning(version.state)
        state = f"{state_words(version.state)}: {meaning}" if meaning else state_words(version.state)
        lines.append([span(f"{name(version.version, version.platform)}  ", "bold"), span(state)])
    after = "`/asc version new NUMBER` creates the next version, or offers to rename the one in preparation."
    text = "; ".join(f"{name(version.version, version.platform)} is {state_words(version.state)}" for version in newest)
    blocks: list[Block] = [section(head), rich(bullets(lines)), section(after)]
    if len(newest) == 1 and newest[0].state in EDITABLE:
        blocks.append(run_buttons(invocation_id, [("Builds", "builds")]))
    elif len(newest) == 1 and newest[0].state in ALLOWS_NEXT:
        lines_to_run = [(f"Create {number}", f"version new {number}") for number in next_numbers(newest[0].version)]
        blocks.append(run_buttons(invocation_id, lines_to_run))
    return message(f"{head}: {escape(text)}. {after}", *blocks)


def how_to(words: str) -> Message:
    """Reply to words after `version` that are not understood."""
    return text_message(
        f"I don't understand `{escape(words[:60])}` after `version`. `/asc version new 1.3.0` creates the next "
        "version, and `/asc version` shows what there is. Nothing was changed."
    )
