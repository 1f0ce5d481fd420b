"""`pages` and `page`: the custom product pages of this channel's app."""

import re
from collections.abc import Callable

from slack_bolt import App

from appstore.pages.links import is_deep_link
from bot.dispatch.command_line import Option
from bot.dispatch.commands import APP, DRY_RUN, Command, register_command
from bot.dispatch.context import CommandContext, enqueue
from bot.dispatch.plain_text import field_to_plain, plain_name
from bot.dispatch.prompts import word_after
from cards.dispatch import errors as dispatch_errors
from cards.dispatch.help import Group
from cards.dispatch.prompts import Question
from cards.pages import changes, errors
from kit.wiring import Kit
from records.messages import Message
from records.people import Role
from tasks.pages import jobs

FROM = Option("from", "PAGE")
# A URL as Slack sends one that it takes for a link, with a label or without.
_LINK = re.compile(r"<([^<>|]+)(?:\|[^<>]*)?>")
# Around a name: those of phones, too.
_QUOTES = '"“„”«»` \t'
# The verb, a name, and the URL.
_SHORTEST_LINK = 3


def pages(ctx: CommandContext) -> Message | None:
    """Run `pages`."""
    if ctx.words:
        return dispatch_errors.surplus_words("pages", ctx.words)
    enqueue(ctx, jobs.show_pages)
    return None


def page(ctx: CommandContext) -> Message | None:
    """Run `page NAME`, or what follows the first word; alone it lists the pages."""
    if not ctx.words:
        enqueue(ctx, jobs.show_pages)
        return None
    if lines := ctx.line.further_lines:
        return dispatch_errors.further_lines("page", lines)
    if run := _VERBS.get(ctx.words[0].lower()):
        return run(ctx)
    enqueue(ctx, jobs.show_page, _name(ctx, 0))
    return None


def _question(_kit: Kit, _channel: str) -> Question:
    return changes.NAME


_ask_name = word_after("page new", _question)


def _new(ctx: CommandContext) -> Message | None:
    name = _name(ctx, 1)
    if not name:
        return _ask_name(ctx)
    source = field_to_plain((ctx.invocation.options or {}).get("from", "")).text
    enqueue(ctx, jobs.create_page, name, source)
    return None


def _show(ctx: CommandContext) -> Message | None:
    return _change_visibility(ctx, "show", jobs.VISIBLE)


def _hide(ctx: CommandContext) -> Message | None:
    return _change_visibility(ctx, "hide", jobs.HIDDEN)


def _change_visibility(ctx: CommandContext, verb: str, wanted: str) -> Message | None:
    name = _name(ctx, 1)
    if not name:
        return errors.usage(verb)
    enqueue(ctx, jobs.change_visibility, name, wanted)
    return None


def _link(ctx: CommandContext) -> Message | None:
    if len(ctx.words) < _SHORTEST_LINK:
        return errors.usage("link")
    *words, link = ctx.words[1:]
    link = found[1] if (found := _LINK.fullmatch(link)) else link
    if link.lower() == changes.NONE:
        link = ""
    elif not is_deep_link(link):
        return errors.no_deep_link(link)
    enqueue(ctx, jobs.change_link, _plain(" ".join(words)), link)
    return None


def _submit(ctx: CommandContext) -> Message | None:
    name = _name(ctx, 1)
    if not name:
        return errors.usage("submit")
    enqueue(ctx, jobs.offer_submission, name)
    return None


_VERBS: dict[str, Callable[[CommandContext], Message | None]] = {
    "new": _new,
    "show": _show,
    "hide": _hide,
    "link": _link,
    "submit": _submit,
}
_ROLES = {**dict.fromkeys(_VERBS, Role.EDITOR), "submit": Role.RELEASER}


def _name(ctx: CommandContext, after: int) -> str:
    """Return the name after so many words, in quotation marks or not, with its emoji."""
    text = ctx.line.after(after)
    return _plain(text.strip(_QUOTES) if len(ctx.words) == after + 1 else text)


def _plain(text: str) -> str:
    return plain_name(text)


def register(_app: App) -> None:
    """Register the commands."""
    register_command(
        Command(
            name="pages",
            group=Group.SCREENSHOTS,
            rank=6,
            usage="pages",
            summary="lists custom product pages",
            details=(
                "lists the custom product pages of the app: the state of the newest version and of the live one, "
                "whether the page is visible, its URL and languages; more than 20 are in a CSV"
            ),
            options=(APP,),
            run=pages,
        )
    )
    register_command(
        Command(
            name="page",
            group=Group.SCREENSHOTS,
            rank=7,
            usage="page [new|show|hide|submit] NAME · page link NAME URL",
            summary="shows or changes a custom page",
            details=(
                "shows a custom product page with texts, screenshots and keywords by language · creates one with the "
                "languages, texts and screenshots of the live version, or of the page after `--from` (in quotation "
                "marks if it has several words) · makes it visible or hides it · sets its deep link, or removes it "
                "with `none`; if the newest version is approved, the next one is created · shows what would be "
                "submitted to review, with a button that does so"
            ),
            examples=(
                "page Winter sale",
                'page new Summer --from "Winter sale"',
                "page link Winter sale tide://sale",
                "page hide Winter sale",
            ),
            roles=tuple(_ROLES.items()),
            options=(APP, DRY_RUN, FROM),
            takes_text=True,
            dry_run=True,
            run=page,
        )
    )
