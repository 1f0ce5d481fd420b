"""Help: what the bot can do, with examples; and what it answers to words it does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.parts import Block, card, context, divider, escape, listed, said, section
from records.people import Role
from records.wishes import Card


@dataclass(frozen=True)
class Entry:
    """One command in the help: how it is typed, what it does, examples, the role it takes."""

    name: str
    usage: str
    does: str
    examples: tuple[str, ...] = ()
    role: Role = Role.VIEWER


ENTRIES = (
    Entry("help", "help [COMMAND]", "shows this, or one command with examples", ("help upload",)),
    Entry("apps", "apps", "lists the apps of the account"),
    Entry("use", "use APP", "sets the app of this channel", ("use com.example.tide",), Role.EDITOR),
    Entry("status", "status", "shows versions, their states, phased release, and what is left of the hourly allowance"),
    Entry(
        "upload",
        "upload [LOCALE] [DISPLAY_TYPE] [--replace|--append]",
        "uploads the pictures of your message to that screenshot set. LOCALE and DISPLAY_TYPE may be left out where "
        "the pictures tell them; `--dry-run` only shows what would be done",
        ("upload en-US APP_IPHONE_67", "upload german ipad 13 --replace", "upload en-US --dry-run"),
        Role.EDITOR,
    ),
    Entry("screenshots", "screenshots [LOCALE]", "shows what each screenshot set holds now", ("screenshots de-DE",)),
    Entry("jobs", "jobs", "shows the uploads of this channel that wait, run or failed"),
    Entry(
        "cancel", "cancel JOB_ID", "stops an upload; its sets are left as they were", ("cancel 7f3a9c2d",), Role.EDITOR
    ),
    Entry("retry", "retry JOB_ID", "tries what is missing of an upload once more", ("retry 7f3a9c2d",), Role.EDITOR),
    Entry(
        "promo",
        "promo LOCALE your text",
        "sets the promotional text on the live version and on the next one; without a text it opens a form. Several "
        "languages are parted by commas; `--platform IOS` narrows it; `--dry-run` only shows what Apple would get",
        ("promo en-US Winter sale: half price until Sunday", "promo en-US,en-GB Hello --dry-run", "promo"),
        Role.EDITOR,
    ),
    Entry(
        "keywords",
        "keywords LOCALE a,b,c",
        "sets the keywords on the version in preparation, or keeps them for the next; without words it opens a form",
        ("keywords de-DE gezeiten,meer,surfen",),
        Role.EDITOR,
    ),
    Entry(
        "listing",
        "listing [LOCALE] · listing import · listing export",
        "opens every text of a language in one form · takes many languages from an attached CSV or zip, shown first "
        "· gives the same back as a CSV (viewers may, too)",
        ("listing de-DE", "listing export", "listing import"),
        Role.EDITOR,
    ),
    Entry(
        "schedule",
        "schedule promo|keywords LOCALE WHEN your text · schedule list · schedule cancel ID",
        "changes a text at a moment of your time zone (or of `--tz`); with `until` what was there before comes back. "
        "A cron line in double quotes repeats; several texts, parted by `|`, take turns. Viewers may see the list, too",
        (
            "schedule promo de-DE 2026-12-24T09:00 until 2026-12-27 Frohe Feiertage!",
            'schedule promo en-US "0 9 * * 1" First text | Second text',
            "schedule list",
        ),
        Role.EDITOR,
    ),
    Entry(
        "reviews",
        "reviews [--rating 1-2] [--territory USA] [--unanswered]",
        "lists the reviews, the newest first, each with its reply and a button to draft one",
        ("reviews", "reviews --rating 1-2 --unanswered", "reviews --territory USA,DEU"),
    ),
    Entry(
        "reply",
        "reply REVIEW_ID …text",
        "posts a card with your text as the drafted reply; it is published once an approver approves it",
        ("reply 00000062-6bbc-7e13-88ea-7d1500000000 Thank you for telling us.",),
        Role.EDITOR,
    ),
    Entry("templates", "templates", "opens the templates from which replies are drafted", role=Role.EDITOR),
    Entry(
        "alerts",
        "alerts [on|off] [--max-rating 2] [--territory USA] [--contains word]",
        "posts new reviews to this channel with a drafted reply to approve, edit or skip; alone it says what is on",
        ("alerts on --max-rating 2", "alerts on --territory USA,DEU --contains crash", "alerts off"),
    ),
    Entry(
        "digest",
        "digest [now|daily HH:MM|weekly DAY HH:MM|off] [TIMEZONE]",
        "posts the figures of this channel's reviews with a chart, now or regularly (which takes the role editor); "
        "alone it says what is on",
        ("digest now", "digest daily 09:00", "digest weekly Monday 09:00 Europe/Berlin", "digest off"),
    ),
    Entry(
        "audit",
        "audit [N] [LOCALE]",
        "shows who changed what on this channel's app, from where, when, old and new; the button `CSV` sends all of it",
        ("audit", "audit 50 de-DE"),
    ),
    Entry(
        "access",
        "access [grant @name ROLE|revoke @name]",
        "shows who may do what; admins give and take roles: viewer, editor, approver, admin",
        ("access", "access grant @ada approver", "access revoke @ada"),
    ),
)


def overview(name: str, entries: Sequence[Entry] = ENTRIES) -> Card:
    """Every command in a line each."""
    lines = [f"`/asc {entry.usage}`\n{entry.does}" for entry in entries]
    ways = (
        f"The same after a mention (`@{name} upload en-US`), where pictures can be attached, and in a direct message. "
        "Options may stand anywhere: `--app`, `--version`, `--dry-run`."
    )
    blocks: list[Block] = [section("*What I do for your App Store pages*")]
    blocks += [section("\n".join(lines[start : start + 8])) for start in range(0, len(lines), 8)]
    blocks += [divider(), context(ways)]
    return card("\n".join(["What I do for your App Store pages", *lines, ways]), *blocks)


def about(entry: Entry) -> Card:
    """One command with its examples."""
    text = f"`/asc {entry.usage}`\n{entry.does[0].upper()}{entry.does[1:]}."
    if entry.examples:
        text += "\nFor example:\n" + "\n".join(f"• `/asc {example}`" for example in entry.examples)
    return said(text, context(f"Takes the role {entry.role}."))


def entry_for(name: str) -> Entry | None:
    """The help of one command."""
    return next((entry for entry in ENTRIES if entry.name == name.lower()), None)


def unknown_command(name: str, close: Sequence[str]) -> Card:
    """A word that is no command."""
    near = f" Did you mean {listed([f'`{one}`' for one in close], 'or')}?" if close else ""
    return said(f"I don't know the command `{escape(name)}`.{near} `/asc help` shows everything I do.")


def role_needed(command: str, needed: Role, held: Role) -> Card:
    """Somebody may not do that."""
    return said(
        f"`{escape(command)}` takes the role *{needed}*; yours is *{held}*. "
        f"Nothing was done. Workspace owners and everybody with the role *admin* can give it, with "
        f"`/asc access grant @name {needed}`; `/asc access` shows who that is."
    )


def outsider() -> Card:
    """Guests and people of other workspaces."""
    return said("Sorry, I only work for full members of this workspace. Please ask somebody of the team.")


def not_known(code: str) -> Card:
    """Slack does not say who somebody is."""
    if code == "missing_scope":
        return said(
            "I may not see who you are: the bot's token lacks the scope `users:read`. Nothing was done. Somebody who "
            "manages the Slack app adds it under OAuth & Permissions and reinstalls the app."
        )
    return said("Slack does not tell me just now who you are. Nothing was done. Try again in a minute.")


def only_in_messages(command: str) -> Card:
    """A command given where it can't work."""
    return said(
        f"`{escape(command)}` needs a file, and a slash command can't carry one. Mention me in a message with it."
    )


def left_over() -> Card:
    """A button of an old message, or a shortcut that there is no more."""
    return said("This belongs to an older version of me and does nothing any more. `/asc help` shows what I do.")


_EXAMPLES = {
    "version": "1.2.0",
    "app": "com.example.tide",
    "platform": "IOS",
    "tz": "Europe/Berlin",
    "rating": "1-2",
    "max-rating": "2",
    "territory": "USA",
    "contains": "crash",
}


def options_unclear(command: str, unknown: Sequence[tuple[str, Sequence[str]]]) -> Card:
    """Options that a command does not have: (as it was typed, closest) each."""
    told = []
    for word, closest in unknown:
        near = listed([f"`--{one}`" for one in closest], "or")
        told.append(f"`{command}` has no option `{escape(word)}`." + (f" Did you mean {near}?" if near else ""))
    return said(" ".join(told) + f" Nothing was changed. `/asc help {command}` shows how it is written.")


def surplus(command: str, words: Sequence[str]) -> Card:
    """Words that a command does not take."""
    told, about = listed([f"`{escape(word)}`" for word in words[:5]]), command.split(maxsplit=1)[0]
    return said(
        f"I don't understand {told} after `{command}`. Nothing was changed. "
        f"`/asc help {about}` shows how it is written."
    )


def no_rehearsal(command: str) -> Card:
    """`--dry-run` after a command that can only be done."""
    return said(f"`{command}` can't be tried with `--dry-run`, so nothing was changed. Without `--dry-run` I do it.")


def value_needed(option: str) -> Card:
    """An option that is followed by nothing."""
    example = _EXAMPLES.get(option, "…")
    return said(f"`--{escape(option)}` needs a value, for example `--{escape(option)} {example}`. Nothing was changed.")
