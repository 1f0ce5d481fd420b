"""The commands `promo`, `keywords`, `whatsnew` and `listing`, which change store texts."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from slack_bolt import App

from appstore import fields
from appstore.catalog import locales
from appstore.fields import Field
from bot.dispatch import buttons, user_text
from bot.dispatch.commands import COMMON_OPTIONS, PAGE, PLATFORM, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.plain_text import plain_name
from bot.dispatch.platforms import with_platform
from bot.listing import modals
from bot.listing.changes import begin, tidied
from cards.dispatch.help import Group
from cards.listing import errors, messages
from records import invocations
from records.invocations import Origin
from records.messages import Message
from records.people import Role
from records.text_changes import change_for
from tasks.dispatch import destinations
from tasks.listing import jobs

# The most words in the name of a language, such as `Latin American Spanish`.
_LONGEST_LANGUAGE = 4
# What stands for no keywords, of a page.
_NO_KEYWORDS = "none"


def promo(ctx: CommandContext) -> Message | None:
    """Set the promotional text: `promo LOCALE …text`."""
    return _change_on_page(ctx, Field.PROMO)


def keywords(ctx: CommandContext) -> Message | None:
    """Set the keywords: `keywords LOCALE a,b,c`."""
    return _change_on_page(ctx, Field.KEYWORDS)


def whatsnew(ctx: CommandContext) -> Message | None:
    """Set What's New: `whatsnew LOCALE …text`."""
    return with_platform(ctx, partial(_change_text, field=Field.WHATS_NEW))


def _change_on_page(ctx: CommandContext, field: Field) -> Message | None:
    """Change a text of the custom product page after `--page`, or else of the app's versions."""
    options = ctx.line.options
    if "page" not in options:
        return with_platform(ctx, partial(_change_text, field=field))
    if options.keys() & {"platform", "version"}:
        return errors.page_alone()
    following = plain_name(ctx.line.following.get("page", ""))
    ctx = ctx.with_options(page=plain_name(options["page"]), **{destinations.FOLLOWING: following})
    return _change_text(ctx, field)


def _change_text(ctx: CommandContext, field: Field) -> Message | None:
    found, count = _languages(ctx.words)
    if isinstance(found, Message):
        return found
    into = destinations.named_in(ctx.invocation.options or {})
    plain = user_text.typed(ctx, ctx.line.sent_after(count), prose=field is not Field.KEYWORDS)
    if not plain.text or not found:
        return _show_text(ctx, field, found)
    if plain.problem:
        return errors.unusable_text(plain.problem)
    text, notes = tidied(field, plain.text)
    faults = fields.faults(field, text)
    if wrong := [(", ".join(found), field, fault) for fault in faults if not fault.is_warning]:
        return errors.faulty(wrong)
    if into and field is Field.KEYWORDS:
        text, notes = "" if text.casefold() == _NO_KEYWORDS else text, ()
    change = replace(change_for(ctx.invocation, 0, found, field, text), into=into)
    begin(ctx, (change,), notes, private=ctx.invocation.origin is Origin.COMMAND)
    return None


def _show_text(ctx: CommandContext, field: Field, found: Sequence[str]) -> Message | None:
    """Show the text of a page, or the form with the texts of the app's versions."""
    if not destinations.named_in(ctx.invocation.options or {}):
        return modals.offer_or_open(ctx, field, found[0] if found else "")
    enqueue(ctx, jobs.show_texts, field.value, " ".join(found))
    return None


def _languages(words: Sequence[str]) -> tuple[tuple[str, ...] | Message, int]:
    """Return Apple's codes of the languages that a line begins with, or an error; and how many words they take."""
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
    """Return the name of the languages, how many words it takes, and a longer name that may be meant too, or "".

    `English (U.K.)` is one name; in `british english breakfast` the text may begin after either word. If no word names
    a language, the name is the first word.
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
    """Open, import or export all texts: `listing [LOCALE]`, `listing import`, `listing export`."""
    return with_platform(ctx, _all_texts)


def _all_texts(ctx: CommandContext) -> Message | None:
    word = ctx.words[0].lower() if ctx.words else ""
    if word == "export":
        enqueue(ctx, jobs.export_texts)
        return None
    if word == "import":
        if ctx.invocation.origin is Origin.COMMAND:
            return modals.open_import(ctx)
        enqueue(ctx, jobs.import_texts)
        return None
    locale = locales.find(" ".join(ctx.words)) if ctx.words else ""
    if locale is None:
        return errors.unknown_language(ctx.words[0], locales.closest(ctx.words[0]))
    return modals.offer_or_open(ctx, None, locale)


def open_form(ctx: CommandContext, invocation_id: str) -> Message | None:
    """Open the modal that was offered to a mention."""
    invocation = invocations.get(ctx.kit.redis, invocation_id)
    return modals.open_for(ctx, invocation) if invocation else errors.decided_already("", None)


def register(app: App) -> None:
    """Register the commands and the button that opens their modal."""
    register_command(
        Command(
            name="promo",
            group=Group.TEXTS,
            rank=1,
            usage="promo LOCALE …text [--page NAME]",
            summary="sets the promotional text",
            details=(
                "sets the promotional text on the live version and on the next one; without a text it opens a form. "
                "Separate several languages with commas; `--platform IOS` limits it to one platform; `--dry-run` only "
                "shows what Apple would get. `--page NAME` changes a custom product page instead; without a text it "
                "shows that of the page"
            ),
            examples=("promo en-US Winter sale: half price until Sunday", "promo en-US,en-GB Hello --dry-run", "promo"),
            role=Role.EDITOR,
            options=(*COMMON_OPTIONS, PLATFORM, PAGE),
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
            usage="keywords LOCALE a,b,c [--page NAME]",
            summary="sets the keywords",
            details=(
                "sets the keywords, separated by commas, on the version in preparation, or keeps them for the next; "
                "without words it opens a form. `--page NAME` chooses those of the live version that lead to a custom "
                "product page, `none` for none; without words it shows them"
            ),
            examples=("keywords de-DE gezeiten,meer,surfen", 'keywords en-US surf,waves --page "Winter sale"'),
            role=Role.EDITOR,
            options=(*COMMON_OPTIONS, PLATFORM, PAGE),
            takes_text=True,
            dry_run=True,
            run=keywords,
        )
    )
    register_command(
        Command(
            name="whatsnew",
            group=Group.RELEASES,
            rank=3,
            usage="whatsnew LOCALE …text",
            summary="sets What's New",
            details=(
                "sets What's New on the version in preparation, or keeps it for the next; without a text it opens a "
                "form. Separate several languages with commas; a text may have several lines"
            ),
            examples=("whatsnew en-US Dark mode, and a faster start", "whatsnew en-US,en-GB Bug fixes", "whatsnew"),
            role=Role.EDITOR,
            options=(*COMMON_OPTIONS, PLATFORM),
            takes_text=True,
            dry_run=True,
            run=whatsnew,
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
                "opens all texts of a language in one form · imports many languages from an attached CSV, .xlsx or "
                "zip, after a preview · exports them as a CSV (viewers may, too), which an import takes back to where "
                "it came from"
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
