"""The name and subtitle of an app, which belong to the app rather than to one version."""

from dataclasses import dataclass

from appstore.calls.jsonapi import OpenEnum, body
from appstore.client import AppStore, Resource

KIND = "appInfoLocalizations"

APPLE_NAMES = {"name": "name", "subtitle": "subtitle"}


class InfoState(OpenEnum):
    """Where an app info stands on its way to the App Store."""

    ACCEPTED = "ACCEPTED"
    DEVELOPER_REJECTED = "DEVELOPER_REJECTED"
    IN_REVIEW = "IN_REVIEW"
    PENDING_RELEASE = "PENDING_RELEASE"
    PREPARE_FOR_SUBMISSION = "PREPARE_FOR_SUBMISSION"
    READY_FOR_DISTRIBUTION = "READY_FOR_DISTRIBUTION"
    READY_FOR_REVIEW = "READY_FOR_REVIEW"
    REJECTED = "REJECTED"
    REPLACED_WITH_NEW_INFO = "REPLACED_WITH_NEW_INFO"
    WAITING_FOR_REVIEW = "WAITING_FOR_REVIEW"
    UNKNOWN = "UNKNOWN"


EDITABLE = frozenset(
    {InfoState.PREPARE_FOR_SUBMISSION, InfoState.DEVELOPER_REJECTED, InfoState.REJECTED, InfoState.WAITING_FOR_REVIEW}
)
EDITABLE_FOR_LANGUAGES = EDITABLE - {InfoState.WAITING_FOR_REVIEW}


@dataclass(frozen=True)
class AppInfo:
    """An app usually has two: what the App Store shows, and what the next version will bring."""

    id: str
    state: InfoState


@dataclass(frozen=True)
class AppInfoLocalization:
    """An app info in one language; a text that is not set is ""."""

    id: str
    locale: str
    name: str = ""
    subtitle: str = ""


def of_app(apple: AppStore, app_id: str) -> tuple[AppInfo, ...]:
    """Every app info of an app, in no order that Apple promises."""
    return tuple(
        AppInfo(id=resource.id, state=InfoState(resource.text("state") or resource.text("appStoreState")))
        for resource in apple.pages(f"/v1/apps/{app_id}/appInfos").data
    )


def localizations(apple: AppStore, info_id: str) -> tuple[AppInfoLocalization, ...]:
    """An app info in each of its languages."""
    return tuple(_read(resource) for resource in apple.pages(f"/v1/appInfos/{info_id}/{KIND}").data)


def change(apple: AppStore, localization_id: str, **fields: str) -> AppInfoLocalization:
    """Change the given texts and no others, by the names of `AppInfoLocalization`; "" clears a text."""
    attributes = {APPLE_NAMES[name]: text or None for name, text in fields.items()}
    return _read(apple.patch(f"/v1/{KIND}/{localization_id}", body(KIND, attributes, identity=localization_id)).first)


def _read(resource: Resource) -> AppInfoLocalization:
    texts = {name: resource.text(apple_name) for name, apple_name in APPLE_NAMES.items()}
    return AppInfoLocalization(id=resource.id, locale=resource.text("locale"), **texts)
