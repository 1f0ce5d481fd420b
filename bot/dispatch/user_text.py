"""Reads a text of the user's own. An option, a command or a mention of the bot in it was not meant as text."""

import re
from dataclasses import replace
from itertools import pairwise

from appstore.catalog import locales
from appstore.texts.keywords import COMMA
from bot.dispatch import commands
from bot.dispatch.context import CommandContext
from bot.dispatch.plain_text import Plain, field_to_plain, slack_to_plain
from bot.dispatch.typed_text import fold, options_in
from cards.dispatch import errors
from kit.slack import users
from kit.wiring import Kit

# `/asc` standing alone, not as part of an address or of a path.
_SLASH_COMMAND = re.compile(r"(?<![\w/.:-])/asc(?![\w/-])[^\n]*")
_QUOTES = "`\"'“”„«»>|"
# The words of a usage that are typed as they are: `on` and `off` in `alerts [on|off] [--territory USA]`.
_VERB = re.compile(r"(?<![-@…\w])[a-z]{2,}(?![-\w])")
_OPTION = re.compile(r"-+[a-z]")
_CODE = re.compile(r"[a-z]{2,3}[-_]\w{2,4}")
# Ids of the bot, of reviews and of apps, and bundle ids.
_ID = re.compile(r"(?=.*\d)[0-9a-z]{8}|[0-9a-f-]{16,}|\d{6,}|[a-z]\w*(?:\.[\w-]+){2,}")
_SHORT_ID = re.compile(r"(?=.*\d)[\w-]{4,}")
_LONGEST_CODE = 3
# What stands before an item of a list.
_ITEM = re.compile(r"[^\w/]+|\d+[.)]")
# Where a line names the language that it is for: `de-DE: Hallo`, `and de-DE Hallo`.
_MOST_BEFORE_LANGUAGE = 2
_PLACEHOLDER = re.compile(r"(?:…|\.\.\.|[<\[{])\s*(?:your )?text[>\]}]?")


def typed(ctx: CommandContext, sent: str, *, prose: bool = True) -> Plain:
    """Return the text of a command line as Slack sent it, with what is wrong with it.

    `prose`: a word alone on a line is no sentence, so the name of a command there is one; keywords may be such words.
    """
    plain = _checked(ctx.kit, slack_to_plain(sent, ctx.name_of), sent, prose=prose)
    return plain if plain.problem else replace(plain, problem=_doubt(plain.text, keywords=not prose))


def entered(kit: Kit, text: str) -> Plain:
    """Return the text of a modal's field, with what is wrong with it."""
    return _checked(kit, field_to_plain(text), text, prose=False)


def _checked(kit: Kit, plain: Plain, sent: str, *, prose: bool) -> Plain:
    if plain.problem:
        return plain
    if command := _command_in(plain.text, prose=prose):
        return replace(plain, problem=errors.command_in_text(command))
    if "@" in plain.text and (mention := _mention_in(kit, plain.text, sent)):
        return replace(plain, problem=errors.mention_in_text(mention))
    found = next((found for found in options_in(plain.text, commands.options()) if found.is_unmistakable), None)
    return replace(plain, problem=errors.option_in_text(found.typed, found.name)) if found else plain


def _doubt(text: str, *, keywords: bool) -> str:
    """Return why a typed text is probably none, which a form accepts; "" if it is one."""
    folded = fold(text)[0]
    if _PLACEHOLDER.fullmatch(folded):
        return errors.placeholder(text)
    if option := next((name for name in commands.options() if "-" in name and _has_word(folded, name)), None):
        return errors.option_without_dashes(option)
    lines = text.splitlines()
    if line := next(filter(_names_language, lines), ""):
        return errors.language_in_text(line)
    if lines[1:] and not keywords and commands.named(lines[-1]) and lines[-1].strip()[0].isalpha():
        return errors.command_or_text(lines[-1])
    first, *others = [line.strip() for line in lines if line.strip()] or [""]
    apart = COMMA.search(first) and not COMMA.match(first[-1]) and not any(map(COMMA.search, others))
    return errors.lines_after_keywords(others) if keywords and others and apart else ""


def _has_word(folded: str, option: str) -> bool:
    """Return whether a text has the name of an option in it, whatever became of its dashes: `/dry-run`, `~dry_run`."""
    found = re.search(rf"(?<![a-z0-9]){option.replace('-', '[-_]')}(?![a-z0-9])", folded)
    return (found or re.search(rf"[(\[]{option.replace('-', ' ')}[)\]]", folded)) is not None


def _names_language(line: str) -> bool:
    words = [word for word in re.findall(r"[\w-]+", fold(line)[0]) if any(map(str.isalpha, word))]
    return any(_CODE.fullmatch(word) and locales.find(word) for word in words[:_MOST_BEFORE_LANGUAGE])


def _mention_in(kit: Kit, text: str, sent: str) -> str:
    user_id, *names = users.bot_names(kit)
    called = "|".join(re.escape(fold(name)[0]) for name in names)
    found = re.search(rf"@(?:{called})(?!\w)", fold(text)[0])
    return found[0] if found else f"@{names[0]}" if f"<@{user_id}" in sent else ""


def _command_in(text: str, *, prose: bool) -> str:
    """Return what looks like a command, "" if nothing does."""
    folded, indexes = fold(text)
    if found := _SLASH_COMMAND.search(folded):
        return text[indexes[found.start()] : indexes[found.end()]]
    lines = text.splitlines()
    return next((line for number, line in enumerate(lines) if _is_command(line, alone=prose and number > 0)), "")


def _is_command(line: str, *, alone: bool) -> bool:
    """Return whether a line is a command without `/asc`: `promo de-DE Hallo`, `/status`, and `status` if `alone`."""
    typed = [bare for word in line.split() if (bare := word.strip(_QUOTES)) and bare.lower() != "asc"]
    while typed and _ITEM.fullmatch(typed[0]):
        typed, alone = typed[1:], False
    name, *rest = [fold(word)[0] for word in typed] or [""]
    if any(_is_for_language(*pair) for pair in pairwise(rest)):
        return True
    command = commands.named(name.removeprefix("/"))
    if command is None or name.startswith("/"):
        return command is not None
    # A sentence begins with a capital letter, but so does a command on a phone.
    lower, usage = typed[0][:1].islower(), command.usage.replace("…text", "")
    if lower and rest and rest[0] in _VERB.findall(usage):
        return not rest[1:] or rest[1][0] in "@<" or rest[1][0].isdecimal() or _is_argument(rest[1], usage, lower=True)
    return _is_argument(rest[0], usage, lower=lower) if rest else alone and lower


def _is_for_language(name: str, word: str) -> bool:
    """Return whether two words within a line are a command and a language: `promo de-DE`."""
    command = commands.named(name)
    return command is not None and "LOCALE" in command.usage and bool(_CODE.fullmatch(word) and locales.find(word))


def _is_argument(word: str, usage: str, *, lower: bool) -> bool:
    """Return whether a word is one that the usage names, and no word of a sentence; `lower`: such as `de` or `50`."""
    code = _CODE.fullmatch(word) or (lower and len(word) <= _LONGEST_CODE)
    return bool(
        _OPTION.match(word)
        or ("LOCALE" in usage and code and locales.find(word))
        or (re.search(r"ID|APP", usage) and _ID.fullmatch(word))
        or (lower and "ID" in usage and _SHORT_ID.fullmatch(word))
        or (lower and "[N]" in usage and word.isdecimal())
        or (lower and "COMMAND" in usage and commands.named(word))
    )
