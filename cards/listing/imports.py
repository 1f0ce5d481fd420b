"""The messages about files of store texts: errors in an import, and where an export is."""

from collections.abc import Sequence

from appstore.media.zips import ArchiveFault
from appstore.texts.source import COLUMN, TextSource
from appstore.texts.tables import TableFault, TableProblem
from cards.blocks import escape, join_words, plural, shorten, text_message
from cards.failures.file_errors import archive_problem, download_problem
from cards.wording.texts import owner
from records.dispatch.app_cache import KnownApp
from records.messages import Message

_WHY = {
    TableFault.NOT_TEXT: (
        "is neither text in UTF-8 nor an Excel workbook: save it as CSV UTF-8, or as .xlsx without a password"
    ),
    TableFault.ERROR_VALUE: "is what Excel could not calculate: format the column as text and enter the text again",
    TableFault.SEVERAL_SHEETS: "has several sheets with a column `locale`: keep one of them, or hide the others",
    TableFault.QUOTES: (
        "has unmatched quotation marks: put the whole text in quotation marks, and double those inside"
    ),
    TableFault.CELLS: (
        "has more cells than the first row: put a text that holds commas in quotation marks, or save the table as CSV "
        "in your spreadsheet"
    ),
    TableFault.UNKNOWN_SOURCE: (
        f"names no app, platform and version in the column `{COLUMN}`: leave it as it was exported, or empty"
    ),
    TableFault.SEVERAL_SOURCES: (
        "are in one file: import the texts of one version at a time, each with the rows of its own export"
    ),
    TableFault.NO_TEXTS: "contains no known texts: see `listing export` for the names of the columns and files",
    TableFault.ONLY_DEFAULT: (
        "has texts in default/ only, which are for languages with a folder beside it: add one for each, such as en-US/"
    ),
    TableFault.TWICE: "appears twice in the file",
    TableFault.TOO_LARGE: "is too large: texts are small, 5 MB are more than enough",
}

_MOST_COLUMNS = 8


def unreadable(name: str, problems: Sequence[TableProblem | ArchiveFault]) -> Message:
    """List the errors of a file, of which nothing was used."""
    lines = [f"• {_line(name, problem)}" for problem in problems[:20]]
    rest = [f"• and {plural(len(problems) - 20, 'other problem')}"] if len(problems) > 20 else []  # noqa: PLR2004
    return text_message("\n".join([f"Nothing was changed. Problems in {escape(name)}:", *lines, *rest]))


def _line(name: str, problem: TableProblem | ArchiveFault) -> str:
    if isinstance(problem, ArchiveFault):
        return f"{escape(problem.where or name)} {archive_problem(problem)}"
    if problem.kind is TableFault.UNKNOWN_LANGUAGE:
        near = f". Did you mean {join_words(problem.closest, 'or')}?" if problem.closest else ""
        return f"`{escape(problem.where) or '(empty)'}` is not an App Store language{near}"
    if problem.kind is TableFault.NO_LANGUAGES:
        return f"{escape(name)} has no column `locale`. {_columns(problem.where.splitlines())}"
    return f"{escape(problem.where or name)} {_WHY[problem.kind]}"


def _columns(names: Sequence[str]) -> str:
    """Say what was found instead of the names of the columns."""
    if not names:
        return "It is empty. A row must name the columns, as in `listing export`"
    shown = [f"`{escape(shorten(name, 40))}`" for name in names[:_MOST_COLUMNS]]
    rest = [f"{len(names) - _MOST_COLUMNS} more"] if len(names) > _MOST_COLUMNS else []
    return f"Its first row is {join_words([*shown, *rest])}. Name the columns there, as in `listing export`"


def not_fetched(name: str, trouble: str) -> Message:
    """Say that the file could not be downloaded from Slack."""
    return text_message(f"{escape(name)} could not be read: {download_problem(trouble)}. Nothing was changed.")


def one_file() -> Message:
    """Ask for a single file."""
    return text_message("Attach one CSV or one zip. Nothing was changed.")


def exported(app_name: str, version: str, languages: int, platform: str = "") -> str:
    """Describe the exported file; `platform` is given if the app has others, whose texts it must not replace."""
    of = escape(f"{app_name} {owner(version, platform) if platform else version}")
    narrow = f" --platform {platform}" if platform else ""
    return (
        f"The texts of {of} in {plural(languages, 'language')}. Edit it and attach it to "
        f"`listing import{narrow}`: empty cells leave a text as it is, and the column `{COLUMN}` says where it belongs."
    )


def other_app(source: TextSource, app: KnownApp) -> Message:
    """Say that a file belongs to another app than the channel."""
    name = escape(source.bundle_id)
    return text_message(
        f"This file was exported from `{name}`, and this channel's app is *{escape(app.name)}*. Nothing was changed. "
        f"Attach it to `listing import --app {name}` to change that app, or to `listing import --app "
        f"{escape(app.bundle_id)}` to use its texts for *{escape(app.name)}*."
    )


def exported_to_you(app_name: str) -> Message:
    """Say that the file is in a direct message: a reply that only one user sees can't have files."""
    return text_message(f"The texts of {escape(app_name)} are in your direct messages with me, as a CSV.")


def nothing_to_export(app_name: str) -> Message:
    """Say that there is no such version."""
    return text_message(f"{escape(app_name)} has no such version, so there are no texts to export.")
