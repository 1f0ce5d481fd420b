"""Finds where a text stands at Apple now: which versions it goes to, in which languages, and what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from appstore import infos, localizations
from appstore.client import AppStore
from appstore.fields import Field, FieldOwner
from appstore.infos import AppInfoLocalization
from appstore.localizations import Localization
from appstore.versions import LIVE, AppVersionState
from records.app_cache import KnownApp, KnownVersion
from records.notes import Note
from records.text_changes import Applied, NotApplied, Obstacle, TextChange


@dataclass(frozen=True)
class TextOwner:
    """A version, or with "" as `version` an app info, that has texts."""

    id: str
    version: str
    platform: str
    state: str


class TextReader:
    """The texts of one app; each version and each app info is read once."""

    def __init__(self, apple: AppStore, app: KnownApp) -> None:
        self.app = app
        self._apple = apple
        self._texts: dict[str, Mapping[str, Localization | AppInfoLocalization]] = {}
        self._infos: tuple[TextOwner, ...] | None = None

    def texts(self, owner: TextOwner) -> Mapping[str, Localization | AppInfoLocalization]:
        """Its texts by language: one call the first time."""
        if owner.id not in self._texts:
            found: Sequence[Localization | AppInfoLocalization] = (
                localizations.of_version(self._apple, owner.id)
                if owner.version
                else infos.localizations(self._apple, owner.id)
            )
            self._texts[owner.id] = {localization.locale: localization for localization in found}
        return self._texts[owner.id]

    def text(self, owner: TextOwner, locale: str, field: Field) -> str:
        """One text, "" where there is none."""
        return str(getattr(self.texts(owner).get(locale), field.attribute, ""))

    @property
    def infos(self) -> tuple[TextOwner, ...]:
        """The app infos, what can be changed first."""
        if self._infos is None:
            found = infos.of_app(self._apple, self.app.id)
            first = sorted(found, key=lambda one: one.state not in infos.EDITABLE)
            self._infos = tuple(TextOwner(info.id, "", "", info.state.value) for info in first)
        return self._infos

    def owners(self, change: TextChange) -> tuple[TextOwner, ...]:
        """Where this change goes; nothing where no version takes it now."""
        if change.field.home == FieldOwner.APP:
            return tuple(info for info in self.infos if _chosen(info, change, change.field.editable_in(info.state)))
        found = [_owner(version) for version in versions_for(self.app, change.field, change.platform, change.version)]
        if change.only:
            found = [_owner(version) for version in self.app.versions]
        return tuple(owner for owner in found if _chosen(owner, change, otherwise=True))

    def places(self, change: TextChange) -> tuple[list[Applied], list[NotApplied]]:
        """Every text that the change would replace, and what it can't reach with the reason."""
        found: list[Applied] = []
        missed: list[NotApplied] = []
        owners = self.owners(change)
        if not owners:
            why, app = _nothing_takes(self.app, change), self.app.name
            missed = [NotApplied(locale=locale, where=app, why=why, waits=True) for locale in change.locales]
        for owner in owners:
            texts = self.texts(owner)
            missing = partial(NotApplied, version=owner.version, platform=owner.platform)
            for locale in change.locales:
                there = texts.get(locale)
                if there is not None and there.id in change.skip:
                    continue
                if there is None:
                    missed.append(missing(locale=locale, why=Note(code=Obstacle.NO_LANGUAGE, values=tuple(texts))))
                elif not change.field.editable_in(owner.state):
                    missed.append(missing(locale=locale, why=Note(code=Obstacle.LOCKED, values=(owner.state,))))
                else:
                    found.append(
                        Applied(
                            locale=locale,
                            field=change.field,
                            version_id=owner.id,
                            version=owner.version,
                            platform=owner.platform,
                            state=owner.state,
                            localization_id=there.id,
                            old=str(getattr(there, change.field.attribute)),
                            new=change.text,
                        )
                    )
        return found, missed


def _nothing_takes(app: KnownApp, change: TextChange) -> Note:
    """Why no version, or no app info, takes the text now; of a platform and a version where these were named."""
    if change.field.home == FieldOwner.APP:
        return Note(code=Obstacle.NO_APP_INFO)
    named = [
        known
        for known in app.versions
        if change.platform in {None, known.platform} and change.version in {None, known.version}
    ]
    if not named and (change.platform or change.version):
        there = [part for known in app.versions[:4] for part in (known.version, known.platform)]
        values = (change.version or "", change.platform or "", *there)
        return Note(code=Obstacle.NO_SUCH_VERSION, values=values)
    states = tuple(part for known in named[:4] for part in (known.version, known.platform, known.state))
    is_promo = change.field is Field.PROMO
    return Note(code=Obstacle.NOTHING_TAKES_IT if is_promo else Obstacle.NOTHING_IN_PREPARATION, values=states)


def versions_for(
    app: KnownApp, field: Field, platform: str | None = None, version: str | None = None
) -> tuple[KnownVersion, ...]:
    """The versions that take the text: for promotional text the live one and the next, else the one in preparation.

    At most one of each on a platform, the newest.
    """
    chosen: dict[tuple[str, bool], KnownVersion] = {}
    for one in app.versions:
        if platform not in {None, one.platform} or version not in {None, one.version}:
            continue
        live = one.state in LIVE
        takes = one.state != AppVersionState.REPLACED_WITH_NEW_VERSION and (
            field is Field.PROMO or field.editable_in(one.state)
        )
        if takes:
            chosen.setdefault((one.platform, live), one)
    return tuple(chosen.values())


def _owner(version: KnownVersion) -> TextOwner:
    return TextOwner(version.id, version.version, version.platform, version.state)


def _chosen(owner: TextOwner, change: TextChange, otherwise: bool) -> bool:  # noqa: FBT001 - what holds without `only`
    return owner.id in change.only if change.only else otherwise
