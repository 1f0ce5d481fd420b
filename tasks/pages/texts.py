"""The promotional text and the keywords of a page, for the commands that change them of a version of the app.

They go to the page's version in preparation; one is created where the newest is approved.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from appstore.client import AppStore
from appstore.errors import Refused
from appstore.fields import Field
from appstore.pages import keywords, localizations, pages
from appstore.pages.localizations import PageLocalization
from appstore.pages.names import near_words
from appstore.pages.pages import EDITABLE, CustomPage, PageState, PageVersion
from appstore.versions import Platform
from cards.pages import audit_tags, errors, wording
from cards.pages import texts as messages
from cards.pages.texts import UnknownKeywords
from cards.wording.accounts import app_title
from kit.slack.replies import UserError
from records.dispatch.app_cache import KnownApp
from records.messages import Message
from records.storage.notes import Note
from records.text_changes import Applied, NotApplied, Obstacle, TextChange, TextNote
from tasks.pages import find
from tasks.texts.owners import OwnerKind


class PageTexts:
    """The texts of one page: a call for all pages, and one for the languages of its version."""

    def __init__(self, apple: AppStore, app: KnownApp, name: str) -> None:
        self._apple, self._app, self._name = apple, app, name
        self._localizations: dict[str, tuple[PageLocalization, ...]] = {}
        self._live_keywords: dict[str, tuple[str, ...]] = {}
        self._page: CustomPage | None = None
        self._created: PageVersion | None = None
        self._is_undone = False

    @cached_property
    def _pages(self) -> tuple[CustomPage, ...]:
        return pages.of_app(self._apple, self._app.id)

    @property
    def page(self) -> CustomPage:
        """The page. Raises UserError if none has the name, or it has no version."""
        if self._page is None:
            title = app_title(self._app)
            page = find.named(title, self._name, self._pages, in_option=True)
            if page.newest is None:
                raise UserError(errors.without_version(title, page))
            self._page = page
        return self._page

    @property
    def version(self) -> PageVersion:
        """The newest version."""
        return self._created or self.page.versions[0]

    def languages(self, version: PageVersion) -> tuple[PageLocalization, ...]:
        """Return what a version has in each language."""
        if version.id not in self._localizations:
            self._localizations[version.id] = localizations.of_version(self._apple, version.id)
        return self._localizations[version.id]

    def live_keywords(self, locale: str) -> tuple[str, ...]:
        """Return the keywords that a page can have in a language: a call for each."""
        if locale not in self._live_keywords:
            self._live_keywords[locale] = keywords.of_live(self._apple, self._app.id, locale)
        return self._live_keywords[locale]

    @property
    def remarks(self) -> tuple[Note, ...]:
        """When people see the changes, and which version was created, or would be."""
        if self._is_undone:
            return ()
        page, newest = self.page, self.version
        number = newest.number + 1 if newest.state is PageState.APPROVED else newest.number
        values = (page.name, str(number), "" if page.live is None else str(page.live.number))
        awaits = Note(code=TextNote.PAGE_AWAITS_REVIEW, values=values)
        if self._created is not None:
            return Note(code=TextNote.PAGE_VERSION_CREATED, values=values), awaits
        if newest.state is PageState.APPROVED:
            return Note(code=TextNote.PAGE_VERSION_NEEDED, values=values), awaits
        return (awaits,)

    def targets(self, change: TextChange) -> tuple[list[Applied], list[NotApplied]]:
        """Return every text that the change would replace, and those that it can't.

        Raises UserError for a version in review, and for keywords that the live version has not.
        """
        version = self._changed_before(change) if change.only else self.version
        if not change.only and version.state not in EDITABLE | {PageState.APPROVED}:
            raise UserError(errors.locked(app_title(self._app), self.page, version))
        there = {each.locale: each for each in self.languages(version)}
        found = [locale for locale in change.locales if locale in there]
        texts = self._wanted(change, found)
        if change.only and version.state not in EDITABLE:
            why = Note(code=Obstacle.LOCKED, values=(version.state.value,))
            return [], [self._refused(change, version, locale, why) for locale in change.locales]
        lacking = Note(code=Obstacle.NO_LANGUAGE, values=tuple(there))
        return (
            [
                self._applied(change, version, there[locale], texts[locale])
                for locale in found
                if there[locale].id not in change.skip
            ],
            [self._refused(change, version, locale, lacking) for locale in change.locales if locale not in there],
        )

    def prepare(self) -> bool:
        """Create the next version if the newest is approved. Raises UserError if Apple refuses it."""
        if self.version.state is not PageState.APPROVED:
            return False
        try:
            self._created = pages.create_version(self._apple, self.page, self.version.deep_link)
        except Refused as refused:
            raise UserError(errors.refused(self.page.name, refused)) from refused
        return True

    def _changed_before(self, change: TextChange) -> PageVersion:
        """Return the version whose texts are restored, also if the page was renamed meanwhile."""
        self._is_undone = True
        owners = {version.id: page for page in self._pages for version in page.versions}
        page = next((owners[version_id] for version_id in change.only if version_id in owners), None)
        if page is None:
            raise UserError(errors.no_such_page(app_title(self._app), self._name, (), self._pages))
        self._page = page
        return next(version for version in page.versions if version.id in change.only)

    def _wanted(self, change: TextChange, locales: Sequence[str]) -> dict[str, str]:
        """Return the text by language: of keywords, those of the live version. Raises UserError for others."""
        if change.field is not Field.KEYWORDS or change.source == "undo" or not change.text:
            return dict.fromkeys(locales, change.text)
        chosen = {locale: keywords.chosen(change.text, self.live_keywords(locale)) for locale in locales}
        unknown = [
            UnknownKeywords(
                locale=locale,
                words=tuple((word, near_words(word, self.live_keywords(locale))) for word in words),
                live=self.live_keywords(locale),
            )
            for locale, (_, words) in chosen.items()
            if words
        ]
        if unknown:
            raise UserError(messages.unknown_keywords(app_title(self._app), self.page, unknown))
        return {locale: keywords.joined(words) for locale, (words, _) in chosen.items()}

    def _applied(self, change: TextChange, version: PageVersion, there: PageLocalization, text: str) -> Applied:
        old = keywords.joined(there.keywords) if change.field is Field.KEYWORDS else there.text
        if old != text and version.state is PageState.APPROVED:
            version = replace(version, number=version.number + 1, state=PageState.PREPARE_FOR_SUBMISSION)
        return Applied(
            locale=there.locale,
            field=change.field,
            version_id=version.id,
            version=wording.numbered(self.page, version),
            platform=Platform.IOS.value,
            state=version.state.value,
            localization_id=there.id,
            old=old,
            new=text,
            into=change.into,
        )

    def _refused(self, change: TextChange, version: PageVersion, locale: str, why: Note) -> NotApplied:
        where = wording.numbered(self.page, version)
        return NotApplied(locale=locale, field=change.field, version=where, platform=Platform.IOS.value, why=why)


def write(apple: AppStore, localization_id: str, *, promotional_text: str | None = None, **others: str) -> None:
    """Set the promotional text of a page's version in a language, or its keywords. Raises Refused."""
    if promotional_text is not None:
        localizations.change_text(apple, localization_id, promotional_text)
    if (text := others.get(Field.KEYWORDS.attribute)) is not None:
        keywords.change(apple, localization_id, text.split(",") if text else ())


def show(apple: AppStore, app: KnownApp, name: str, field: Field, locales: Sequence[str]) -> Message:
    """Show the texts of the newest version of a page, and the keywords that it can have; all languages by default."""
    texts = PageTexts(apple, app, name)
    found = texts.languages(texts.version)
    shown = [each for each in found if not locales or each.locale in locales]
    choice = {each.locale: texts.live_keywords(each.locale) for each in shown} if field is Field.KEYWORDS else {}
    lacking = [locale for locale in locales if locale not in {each.locale for each in found}]
    return messages.shown(app_title(app), texts.page, field, shown, choice, lacking, [each.locale for each in found])


PAGE_TEXTS = OwnerKind(
    read=PageTexts,
    write=write,
    show=show,
    changed=audit_tags.PAGE_TEXT_CHANGED,
    restored=audit_tags.PAGE_TEXT_RESTORED,
)
