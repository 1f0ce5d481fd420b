"""What people read about files of store texts: what is wrong with one, what was passed over, where an export lies."""

from __future__ import annotations

from collections.abc import Sequence

from appstore.csv_tables import TableFault, TableProblem
from appstore.media.archive_errors import ArchiveFault
from cards.archive_errors import archive_trouble
from cards.blocks import escape, join_words, plural, text_message
from cards.download_errors import download_trouble
from cards.wording.texts import owner
from records.messages import Message

_WHY = {
    TableFault.NOT_TEXT: "is not text in UTF-8: save it as CSV UTF-8",
    TableFault.QUOTES: (
        "has quotation marks that don't fit together: put the whole text in quotation marks, and double those inside"
    ),
    TableFault.CELLS: (
        "has more cells than the first row: put a text that holds commas in quotation marks, or save the table as CSV "
        "in your spreadsheet"
    ),
    TableFault.NO_LANGUAGES: "has no column `locale`: its first row must name the columns, as in `listing export`",
    TableFault.NO_TEXTS: "holds no texts that I know: see `listing export` for the names of the columns and files",
    TableFault.TWICE: "stands in the file twice",
    TableFault.TOO_LARGE: "is too large: texts are small, 5 MB are more than enough",
}


def unreadable(name: str, troubles: Sequence[TableProblem | ArchiveFault]) -> Message:
    """Everything that is wrong with a file; nothing of it was used."""
    lines = [f"• {_line(name, trouble)}" for trouble in troubles[:20]]
    rest = [f"• and {plural(len(troubles) - 20, 'other fault')}"] if len(troubles) > 20 else []  # noqa: PLR2004
    return text_message("\n".join([f"Nothing was changed. What is wrong with {escape(name)}:", *lines, *rest]))


def _line(name: str, problem: TableProblem | ArchiveFault) -> str:
    if isinstance(problem, ArchiveFault):
        return f"{escape(problem.where or name)} {archive_trouble(problem)}"
    if problem.kind is TableFault.UNKNOWN_LANGUAGE:
        near = f". Did you mean {join_words(problem.closest, 'or')}?" if problem.closest else ""
        return f"`{escape(problem.where) or '(empty)'}` is no language of the App Store{near}"
    return f"{escape(problem.where or name)} {_WHY[problem.kind]}"


def not_fetched(name: str, trouble: str) -> Message:
    """The file could not be had from Slack."""
    return text_message(f"{escape(name)} could not be read: {download_trouble(trouble)}. Nothing was changed.")


def one_file() -> Message:
    """Several files, of which none is the obvious one."""
    return text_message("Attach one CSV or one zip. Nothing was changed.")


def passed_over(names: Sequence[str]) -> str:
    """Columns that mean nothing here."""
    return f"Columns that were passed over: {escape(', '.join(names[:10]))}."


def exported(app_name: str, version: str, languages: int, platform: str = "") -> str:
    """What stands with the exported file; `platform` where the app has others, whose texts it must not replace."""
    of = escape(f"{app_name} {owner(version, platform) if platform else version}")
    narrow = f" --platform {platform}" if platform else ""
    return (
        f"The texts of {of} in {plural(languages, 'language')}. Change what you like and attach it to "
        f"`listing import{narrow}`: empty cells leave a text as it is."
    )


def exported_to_you(app_name: str) -> Message:
    """An answer that one person sees can carry no file."""
    return text_message(f"The texts of {escape(app_name)} are in your direct messages with me, as a CSV.")


def nothing_to_export(app_name: str) -> Message:
    """An app without a version."""
    return text_message(f"{escape(app_name)} has no such version, so there are no texts to export.")
