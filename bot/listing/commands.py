"""Changing store texts: what is typed after `promo`, `keywords` and `listing`."""

from __future__ import annotations

from collections.abc import Sequence

from slack_bolt import App

from appstore import fields
from appstore.catalog import locales
from appstore.fields import Field
from appstore.versions import platform_named
from bot.dispatch import buttons
from bot.dispatch.commands import COMMON_OPTIONS, PLATFORM, Command, Run, register_command
from bot.dispatch.context import CommandContext
from bot.dispatch.enqueue import enqueue
from bot.dispatch.plain_text import slack_to_plain
from bot.listing import modals
from bot.listing.changes import begin, tidied
from cards.dispatch.help import Group
from cards.listing import errors, messages
from records import invocations
from records.invocations import Origin
from records.messages import Message
from records.people import Role
from records.text_changes import TextChange
from tasks.listing import files

_LONGEST_LANGUAGE = 4
"""How many words the name of a language may have: `Chinese Traditional`, `Latin American Spanish`."""


def promo(ctx: CommandContext) -> Message | None:
    """`promo LOCALE …text`."""
    return _with_platform(ctx, lambda named: _one_text(named, Field.PROMO))


def keywords(ctx: CommandContext) -> Message | None:
    """`keywords LOCALE a,b,c`."""
    return _with_platform(ctx, lambda named: _one_text(named, Field.KEYWORDS))


def _with_platform(ctx: CommandContext, run: Run) -> Message | None:
    """`--platform` in Apple's spelling, or that there is none of that name."""
    word = ctx.invocation.platform
    if word is None:
        return run(ctx)
    platform = platform_named(word)
    return run(ctx.with_options(platform=platform)) if platform else errors.unknown_platform(word)


def _one_text(ctx: CommandContext, field: Field) -> Message | None:
    found, count = _languages(ctx.words)
    if isinstance(found, Message):
        return found
    plain = slack_to_plain(ctx.line.sent_after(count), ctx.name_of)
    if not plain.text or not found:
        return modals.offer_or_open(ctx, field, found[0] if found else "")
    if plain.unknown:
        return errors.unknown_signs(plain.unknown)
    text, notes = tidied(field, plain.text)
    faults = fields.faults(field, text)
    if wrong := [(", ".join(found), field, fault) for fault in faults if not fault.is_warning]:
        return errors.faulty(wrong)
    change = TextChange(
        id=f"{ctx.invocation.id}.0",
        user=ctx.invocation.user,
        channel=ctx.invocation.channel,
        thread_ts=ctx.invocation.thread_ts,
        app=ctx.invocation.app,
        locales=found,
        field=field,
        text=text,
        platform=ctx.invocation.platform,
        version=ctx.invocation.version,
    )
    begin(ctx, (change,), notes=notes, private=ctx.invocation.origin is Origin.COMMAND)
    return None


def _languages(words: Sequence[str]) -> tuple[tuple[str, ...] | Message, int]:
    """Apple's codes of the languages that a line begins with, or what is unclear about them; and how many words."""
    name, count, longer = _language_name(words)
    codes = _codes(name)
    if unknown := next((word for word, code in codes.items() if code is None), None):
        return errors.unknown_language(unknown, locales.closest(unknown)), 0
    found = tuple(dict.fromkeys(code for code in codes.values() if code))
    if words and words[0].endswith(",") and locales.find(" ".join(words[1:2]).strip(",")):
        return errors.languages_apart(found[:1]), 0
    if longer:
        others = tuple(code for code in _codes(longer).values() if code)
        return errors.language_or_text(name, longer, (*found, *others)), 0
    return found, count


def _codes(names: str) -> dict[str, str | None]:
    return {word: locales.find(word) for word in names.split(",") if word.strip()}


def _language_name(words: Sequence[str]) -> tuple[str, int, str]:
    """What names the languages, how many words that is, and a longer name that may be meant as well, or "".

    `English (U.K.)` is one name; of `british english breakfast` nobody can tell where the text begins. Where nothing
    names a language it is the first word.
    """
    named: list[tuple[str, int]] = []
    for count, word in enumerate(words[:_LONGEST_LANGUAGE], 1):
        name = " ".join(words[:count])
        # A dash or an emoji after the name is where the text begins.
        if any(map(str.isalnum, word)) and all(_codes(name).values()):
            named.append((name, count))
    if not named:
        return " ".join(words[:1]), 1, ""
    longest, count = named[-1]
    if len(named) == 1 or ")" in words[count - 1]:
        return longest, count, ""
    return (*named[0], longest)


def all_texts(ctx: CommandContext) -> Message | None:
    """`listing [LOCALE]`, `listing import`, `listing export`."""
    return _with_platform(ctx, _all_texts)


def _all_texts(ctx: CommandContext) -> Message | None:
    word = ctx.words[0].lower() if ctx.words else ""
    if word == "export":
        enqueue(ctx, files.export_texts)
        return None
    if word == "import":
        if ctx.invocation.origin is Origin.COMMAND:
            return modals.open_import(ctx)
        enqueue(ctx, files.import_texts)
        return None
    locale = locales.find(" ".join(ctx.words)) if ctx.words else ""
    if locale is None:
        return errors.unknown_language(ctx.words[0], locales.closest(ctx.words[0]))
    return modals.offer_or_open(ctx, None, locale)


def open_form(ctx: CommandContext, invocation_id: str) -> Message | None:
    """The button that a mention got which lacked something."""
    invocation = invocations.get(ctx.kit.redis, invocation_id)
    return modals.open_for(ctx, invocation) if invocation else errors.decided_already("", None)


def register(app: App) -> None:
    """What can be typed, and by whom."""
    register_command(
        Command(
            name="promo",
            group=Group.TEXTS,
            rank=1,
            usage="promo LOCALE …text",
            summary="sets the promotional text",
            details=(
                "sets the promotional text on the live version and on the next one; without a text it opens a form."
                " Several languages are parted by commas; `--platform IOS` narrows it; `--dry-run` only shows what "
                "Apple would get"
            ),
            examples=("promo en-US Winter sale: half price until Sunday", "promo en-US,en-GB Hello --dry-run", "promo"),
            role=Role.EDITOR,
            options=(*COMMON_OPTIONS, PLATFORM),
            takes_text=True,
            dry_run=True,
            run=promo,
        )
    )
    register_command(
        Command(
            name="keywords",
            group=Group.TEXTS,
            rank=2,
            usage="keywords LOCALE a,b,c",
            summary="sets the keywords",
            details=(
                "sets the keywords on the version in preparation, or keeps them for the next; without words it "
                "opens a form"
            ),
            examples=("keywords de-DE gezeiten,meer,surfen",),
            role=Role.EDITOR,
            options=(*COMMON_OPTIONS, PLATFORM),
            takes_text=True,
            dry_run=True,
            run=keywords,
        )
    )
    register_command(
        Command(
            name="listing",
            group=Group.TEXTS,
            rank=3,
            usage="listing [LOCALE] · listing import · listing export",
            summary="edits or imports all texts",
            details=(
                "opens every text of a language in one form · takes many languages from an attached CSV or zip, "
                "shown first · gives the same back as a CSV (viewers may, too)"
            ),
            examples=("listing de-DE", "listing export", "listing import"),
            role=Role.EDITOR,
            roles=(("export", Role.VIEWER),),
            options=(*COMMON_OPTIONS, PLATFORM),
            dry_run=True,
            run=all_texts,
        )
    )
    buttons.button(app, messages.OPEN_FORM, Role.EDITOR, open_form)
