"""How a finding of the checklist is worded: a sentence, how to fix it, and the page of App Store Connect for it."""

from collections.abc import Callable
from dataclasses import dataclass

from appstore.catalog.display_types import DisplayType
from appstore.catalog.display_types import label as device
from appstore.releases import web_pages
from appstore.releases.readiness.findings import ReadinessFinding
from appstore.releases.readiness.snapshot import Subject
from cards.blocks import escape
from cards.wording.states import state_words

# Returns the address of a page of App Store Connect.
Page = Callable[[Subject], str]


@dataclass(frozen=True)
class FindingWords:
    """A finding in words: a sentence and how to fix it, both mrkdwn, and a page of App Store Connect with its name."""

    text: str
    fix: str = ""
    page: tuple[str, Page] | None = None


VERSION = ("the version", lambda subject: web_pages.version_page(subject.app_id, subject.platform))
INFORMATION = ("App Information", lambda subject: web_pages.information_page(subject.app_id))
PRICING = ("Pricing and Availability", lambda subject: web_pages.pricing_page(subject.app_id))
REVIEW = ("App Review", lambda subject: web_pages.review_page(subject.app_id))

# Words a finding; the second argument says in which languages it is, or is "".
Worded = Callable[[ReadinessFinding, str], FindingWords]


def fixed(text: str, fix: str = "", page: tuple[str, Page] | None = None) -> Worded:
    """Return the wording of a finding that is always the same, but for `{where}`."""
    return lambda _finding, where: FindingWords(text.format(where=where), fix, page)


def of_build(text: str, fix: str) -> Worded:
    """Return the wording of a finding about a build: `{number}`, and `{more}` for a state."""

    def worded(finding: ReadinessFinding, _where: str) -> FindingWords:
        number, *rest = finding.about
        more = escape(state_words(rest[0])) if rest else ""
        return FindingWords(text.format(number=escape(number), more=more), fix.format(number=escape(number)))

    return worded


def of_screenshots(text: str, fix: str = "", *, upload: bool = False) -> Worded:
    """Return the wording of a finding about a display type: `{device}` and `{where}`; with `upload` that fixes it."""

    def worded(finding: ReadinessFinding, where: str) -> FindingWords:
        display_type = finding.about[0]
        command = f"`/asc upload {finding.locales[0]} {display_type}`" if upload else fix
        return FindingWords(text.format(device=_device(display_type), where=where), command)

    return worded


def _device(display_type: str) -> str:
    return device(DisplayType(display_type)) if display_type in set(DisplayType) else escape(display_type)
