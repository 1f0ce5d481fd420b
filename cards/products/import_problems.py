"""What is wrong with a file of product texts: every error on every line, in one reply."""

from collections.abc import Sequence

from appstore.media.zips import ArchiveFault
from appstore.products.limits import ProductPart
from appstore.products.tables import COLUMNS, ProductTableProblem, RowFault
from cards.blocks import escape, join_words, message, plural, section, shorten, text_message
from cards.failures.file_errors import archive_problem, download_problem
from cards.products.changes import parts_of
from cards.products.errors import locked_words
from cards.wording.texts import fault, language
from records.messages import Message

# A line, and what is wrong with it, in mrkdwn.
LineProblem = tuple[int, str]

_NOTHING = "Nothing was changed."
# Problems that are named, and how many of them fit into a section.
_MOST_PROBLEMS, _IN_SECTION = 150, 10
_LONGEST = 60
_WHY = {
    RowFault.NOT_TEXT: "is neither text in UTF-8 nor an Excel workbook: save it as CSV UTF-8, or as .xlsx",
    RowFault.TOO_LARGE: "is too large: texts are small, 5 MB are more than enough",
    RowFault.QUOTES: "has unmatched quotation marks: put the whole text in quotation marks, and double those inside",
    RowFault.NO_TEXTS: "has no row with a display name or a description",
    RowFault.CELLS: "more cells than columns: put a text that holds commas in quotation marks",
    RowFault.NO_PRODUCT: "no product id",
    RowFault.TOO_MANY_ROWS: "has {what} rows, more than the 1,000 that are imported at once: divide it",
    RowFault.ERROR_VALUE: "{what} is what Excel could not calculate: format the column as text and enter it again",
    RowFault.MALFORMED_ID: (
        "`{what}` is no product id: those have letters, digits, hyphens, periods and underscores only"
    ),
    RowFault.TWICE: "the same product and language as in line {what}",
}


def unreadable(name: str, problems: Sequence[ProductTableProblem | ArchiveFault | LineProblem]) -> Message:
    """List every error of a file, of which nothing was used; pairs are a line and what is wrong with it, in mrkdwn."""
    lines = [f"• {_problem(name, problem)}" for problem in sorted(problems, key=_line_of)]
    text = f"{plural(len(lines), 'problem')} with {escape(name)}. {_NOTHING}"
    if (rest := len(lines) - _MOST_PROBLEMS) > 0:
        lines = [*lines[:_MOST_PROBLEMS], f"• and {plural(rest, 'other problem')}"]
    parts = ["\n".join(lines[start : start + _IN_SECTION]) for start in range(0, len(lines), _IN_SECTION)]
    return message("\n".join([text, *lines]), section(text), *map(section, parts))


def _line_of(problem: ProductTableProblem | ArchiveFault | LineProblem) -> int:
    if isinstance(problem, tuple):
        return problem[0]
    return problem.line if isinstance(problem, ProductTableProblem) else 0


def _problem(name: str, problem: ProductTableProblem | ArchiveFault | LineProblem) -> str:
    if isinstance(problem, tuple):
        return f"Line {problem[0]}: {problem[1]}"
    if isinstance(problem, ArchiveFault):
        return f"{escape(problem.where or name)} {archive_problem(problem)}"
    where = f"Line {problem.line}:" if problem.line else escape(name)
    return f"{where} {_what(problem)}"


def _what(problem: ProductTableProblem) -> str:
    if problem.text_fault is not None:
        return f"{parts_of(ProductPart(problem.what)).lower()}: {fault(problem.text_fault)}"
    if problem.fault is RowFault.UNKNOWN_LANGUAGE:
        near = f". Did you mean {join_words(problem.closest, 'or')}?" if problem.closest else ""
        return f"`{escape(shorten(problem.what, _LONGEST)) or '(empty)'}` is not an App Store language{near}"
    if problem.fault is RowFault.NO_COLUMNS:
        found = join_words([f"`{escape(shorten(each, 40))}`" for each in problem.what.splitlines()[:8] if each])
        has = f"Its first row is {found}" if found else "It is empty"
        return f"names no columns. {has}. It takes {join_words([f'`{each}`' for each in COLUMNS])}"
    return _WHY[problem.fault].format(what=escape(shorten(problem.what, _LONGEST)))


def unknown_product(product_id: str, near: Sequence[tuple[str, str]]) -> str:
    """Say what is wrong with a line whose product the app has not."""
    names = join_words([f"`{escape(known)}`" for known, _ in near], "or")
    return f"there is no product `{escape(product_id)}`{f'. Did you mean {names}?' if near else ''}"


def locked(product_id: str, state: str) -> str:
    """Say that the texts of a line's product can't be changed now."""
    return locked_words(product_id, state)


def name_needed(product_id: str, locale: str) -> str:
    """Say that a language can't be added without a name."""
    return f"`{escape(product_id)}` has no display name in {language(locale)} yet, and a description needs one"


def not_fetched(name: str, trouble: str) -> Message:
    """Say that the file could not be downloaded from Slack."""
    return text_message(f"{escape(name)} could not be read: {download_problem(trouble)}. {_NOTHING}")


def one_file() -> Message:
    """Ask for a single file."""
    return text_message(f"Attach one CSV or Excel workbook. {_NOTHING}")
