"""Finds the texts that a change replaces: in which versions, in which languages, and what they say now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from appstore import fields, infos, localizations, versions
from appstore.client import AppStore
from appstore.fields import Field, FieldOwner
from appstore.infos import AppInfoLocalization
from appstore.localizations import Localization
from appstore.texts.characters import normalized
from appstore.versions import EDITABLE_FOR_TEXT, EVER_LIVE, LIVE, AppVersionState
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.storage.notes import Note
from records.text_changes import Applied, NotApplied, Obstacle, TextChange
from tasks.texts import owners
from tasks.texts.owners import OwnTexts


@dataclass(frozen=True)
class TextOwner:
    """A version, or an app info where `version` is ""."""

    id: str
    version: str
    platform: str
    state: str


def owner_of(version: KnownVersion) -> TextOwner:
    """Return the version as the owner of its texts."""
    return TextOwner(version.id, version.version, version.platform, version.state)


def matches(known: KnownVersion, version: str | None, platform: str | None) -> bool:
    """Return whether it is this version, on this platform; None means any."""
    return version in {None, known.version} and platform in {None, known.platform}


class TextReader:
    """Reads the texts of one app; each version and each app info is read once."""

    def __init__(self, apple: AppStore, app: KnownApp) -> None:
        self.app = app
        self._apple = apple
        self._texts: dict[str, Mapping[str, Localization | AppInfoLocalization]] = {}
        self._others: dict[str, OwnTexts] = {}

    def texts(self, owner: TextOwner) -> Mapping[str, Localization | AppInfoLocalization]:
        """Return the owner's texts by language: one call the first time."""
        if owner.id not in self._texts:
            found: Sequence[Localization | AppInfoLocalization] = (
                localizations.of_version(self._apple, owner.id)
                if owner.version
                else infos.localizations(self._apple, owner.id)
            )
            self._texts[owner.id] = {localization.locale: localization for localization in found}
        return self._texts[owner.id]

    def text(self, owner: TextOwner, locale: str, field: Field) -> str:
        """Return one text, "" where there is none."""
        return str(getattr(self.texts(owner).get(locale), field.attribute, ""))

    @cached_property
    def infos(self) -> tuple[TextOwner, ...]:
        """The app infos, editable ones first."""
        found = sorted(infos.of_app(self._apple, self.app.id), key=lambda info: info.state not in infos.EDITABLE)
        return tuple(TextOwner(info.id, "", "", info.state.value) for info in found)

    def owners(self, change: TextChange) -> tuple[TextOwner, ...]:
        """Return what the change applies to; nothing where no version takes the text now.

        An import compares its texts with what an export shows, which may be something that can't be changed now.
        """
        if change.only:
            everything = (
                *map(owner_of, self.app.versions),
                *(self.infos if change.field.home == FieldOwner.APP else ()),
            )
            return tuple(owner for owner in everything if owner.id in change.only)
        if change.field.home == FieldOwner.APP:
            owners = [info for info in self.infos if change.field.editable_in(info.state)]
            return self.infos[:1] if change.source == "import" else tuple(owners)
        found = versions_for(self.app, change.field, change.platform, change.version)
        if change.source == "import" and not found:
            found = exported_versions(self.app, change.platform, change.version)[:1]
        return tuple(map(owner_of, found))

    def targets(self, change: TextChange) -> tuple[list[Applied], list[NotApplied]]:
        """Return every text that the change would replace, and those that it can't, with the reason."""
        if change.into:
            return self._other(change.into).targets(change)
        found: list[Applied] = []
        owners = self.owners(change)
        if not owners:
            why, app = _nothing_takes(self.app, change), self.app.name
            return [], [NotApplied(locale=locale, where=app, why=why, waits=True) for locale in change.locales]
        unreachable: list[NotApplied] = []
        for owner in owners:
            texts = self.texts(owner)
            refused = partial(NotApplied, version=owner.version, platform=owner.platform)
            for locale in change.locales:
                current = texts.get(locale)
                if current is None:
                    unreachable.append(refused(locale=locale, why=_lacks_language(owner, tuple(texts))))
                elif current.id not in change.skip:
                    found.append(_applied(change, owner, current))
        if change.source == "import" and not (change.version or change.only):
            # A file that names no version may be the export of any of them: what one has was left as it was exported.
            kept = {text.locale for text in found if is_there(text)}
            found = [replace(text, new=text.old) if text.locale in kept else text for text in found]
            unreachable = [text for text in unreachable if text.locale not in kept]
            unclear = [text for text in found if text.locale not in kept and _differ_by_platform(text.locale, found)]
            found = [text for text in found if text not in unclear]
            unreachable += [_which_platform(self.app, text, unclear) for text in unclear]
        locked = [text for text in found if not is_there(text) and not _takes(change.field, text.state)]
        unreachable += [_locked(self.app, change, text) for text in locked]
        first = [text for text in found if text not in locked and not is_there(text) and is_too_early(self.app, text)]
        unreachable += [refuses(text, Obstacle.FIRST_VERSION) for text in first]
        return [text for text in found if text not in (*locked, *first)], unreachable

    def _other(self, into: str) -> OwnTexts:
        return self._others.get(into) or self._others.setdefault(into, owners.read(self._apple, self.app, into))

    def prepare(self, targets: Iterable[Applied]) -> bool:
        """Create what takes these texts, if there is nothing now that does; then they must be found anew."""
        return True in {self._other(into).prepare() for into in {text.into for text in targets} if into}

    @property
    def remarks(self) -> tuple[Note, ...]:
        """What users should know about the changes whose targets were found."""
        return tuple(remark for other in self._others.values() for remark in other.remarks)


def _differ_by_platform(locale: str, found: Sequence[Applied]) -> bool:
    """Return whether two platforms have different texts in a language, so that one of them would be lost."""
    texts: dict[str, set[str]] = {}
    for text in found:
        if text.locale == locale and text.old:
            texts.setdefault(text.platform, set()).add(normalized(text.old))
    return len(set(map(frozenset, texts.values()))) > 1


def _which_platform(app: KnownApp, text: Applied, unclear: Sequence[Applied]) -> NotApplied:
    platforms = tuple(dict.fromkeys(other.platform for other in unclear if other.locale == text.locale))
    why = Note(code=Obstacle.WHICH_PLATFORM, values=platforms)
    return NotApplied(locale=text.locale, field=text.field, where=app.name, why=why)


def takes_language(owner: TextOwner) -> bool:
    """Return whether a language can be added to it now, in App Store Connect or through the API."""
    states: frozenset[str] = versions.EDITABLE_FOR_LANGUAGES if owner.version else infos.EDITABLE_FOR_LANGUAGES
    return owner.state in states


def _lacks_language(owner: TextOwner, there: tuple[str, ...]) -> Note:
    if takes_language(owner):
        return Note(code=Obstacle.NO_LANGUAGE, values=there)
    return Note(code=Obstacle.NO_LANGUAGE_NOW, values=(owner.state, *there))


def _applied(change: TextChange, owner: TextOwner, current: Localization | AppInfoLocalization) -> Applied:
    found = Applied(
        locale=current.locale,
        field=change.field,
        version_id=owner.id,
        version=owner.version,
        platform=owner.platform,
        state=owner.state,
        localization_id=current.id,
        old=str(getattr(current, change.field.attribute)),
        new=change.text,
    )
    # Keywords of a file are tidied only where somebody has edited them.
    as_sent = change.source == "import" and not is_there(found)
    return replace(found, new=fields.as_sent(change.field, change.text)) if as_sent else found


def is_there(text: Applied) -> bool:
    """Whether there is nothing to write: App Store Connect may have the same text in NFD, from a Mac."""
    return normalized(text.old) == normalized(text.new)


def is_too_early(app: KnownApp, text: Applied) -> bool:
    """Return whether it is What's New of a platform's first version, which Apple refuses."""
    return text.field is Field.WHATS_NEW and is_first(app, text.platform)


def is_first(app: KnownApp, platform: str) -> bool:
    """Return whether no version of the platform is or was on the store."""
    return not any(known.platform == platform and known.state in EVER_LIVE for known in app.versions)


def refuses(text: Applied, why: Obstacle) -> NotApplied:
    """Return that a text was not changed, for this reason."""
    note = Note(code=why)
    return NotApplied(locale=text.locale, field=text.field, version=text.version, platform=text.platform, why=note)


def _locked(app: KnownApp, change: TextChange, text: Applied) -> NotApplied:
    """Return why a text can't be changed where it is; for an import also which version takes it instead."""
    why = Note(code=Obstacle.LOCKED, values=(text.state,))
    if change.source == "import" and change.version and text.version:
        others = versions_for(app, change.field, text.platform)
        in_preparation = [version.version for version in others if version.id != text.version_id]
        why = replace(why, values=(text.state, *in_preparation[:1]))
    elif change.source == "import":
        why = _nothing_takes(app, change)
    return NotApplied(locale=text.locale, field=text.field, version=text.version, platform=text.platform, why=why)


def _nothing_takes(app: KnownApp, change: TextChange) -> Note:
    """Return why no version, or no app info, takes the text now."""
    if change.field.home == FieldOwner.APP:
        return Note(code=Obstacle.NO_APP_INFO)
    there = [version for version in app.versions if matches(version, change.version, change.platform)]
    if not there and (change.platform or change.version):
        known = [part for version in app.versions[:4] for part in (version.version, version.platform)]
        return Note(code=Obstacle.NO_SUCH_VERSION, values=(change.version or "", change.platform or "", *known))
    states = tuple(part for version in there[:4] for part in (version.version, version.platform, version.state))
    is_promo = change.field is Field.PROMO
    return Note(code=Obstacle.NOTHING_TAKES_IT if is_promo else Obstacle.NOTHING_IN_PREPARATION, values=states)


def _takes(field: Field, state: str) -> bool:
    return field.editable_in(state) and state != AppVersionState.REPLACED_WITH_NEW_VERSION


def versions_for(
    app: KnownApp, field: Field, platform: str | None = None, version: str | None = None
) -> tuple[KnownVersion, ...]:
    """Return the versions that take the text: for promotional text the live one and the next, else the next one.

    At most one of each on a platform, the newest.
    """
    chosen: dict[tuple[str, bool], KnownVersion] = {}
    for known in app.versions:
        if matches(known, version, platform) and _takes(field, known.state):
            chosen.setdefault((known.platform, known.state in LIVE), known)
    return tuple(chosen.values())


def exported_versions(
    app: KnownApp, platform: str | None = None, version: str | None = None
) -> tuple[KnownVersion, ...]:
    """Return the versions that fit, in the order in which an export prefers them: in preparation, live, others."""
    fitting = [known for known in app.versions if matches(known, version, platform)]
    rank = (EDITABLE_FOR_TEXT, LIVE)
    return tuple(sorted(fitting, key=lambda known: [known.state not in states for states in rank]))
