"""Builds: which one a version has, which fit it, and what they say about encryption."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from appstore.calls.jsonapi import OpenEnum, body
from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused
from appstore.releases.encryption import DECLARATIONS, Declaration, read_declaration

KIND = "builds"
# A page of builds: older ones are hardly ever wanted.
MOST_BUILDS = 50


class ProcessingState(OpenEnum):
    """Whether Apple has processed a build."""

    PROCESSING = "PROCESSING"
    FAILED = "FAILED"
    INVALID = "INVALID"
    VALID = "VALID"
    UNKNOWN = "UNKNOWN"


class Misfit(StrEnum):
    """Why a build can't be attached to a version."""

    PROCESSING = "processing"
    FAILED = "failed"
    EXPIRED = "expired"
    OTHER_VERSION = "other_version"
    OTHER_PLATFORM = "other_platform"
    INTERNAL = "internal"


@dataclass(frozen=True, kw_only=True)
class Build:
    """A build with its number. `version` and `platform` are "" where Apple did not include them.

    `encryption`: whether it uses encryption that needs documents, None while nobody has answered. `internal`: for
    TestFlight in the team only.
    """

    id: str
    number: str
    state: ProcessingState
    version: str = ""
    platform: str = ""
    internal: bool = False
    expired: bool = False
    uploaded: datetime | None = None
    expires: datetime | None = None
    encryption: bool | None = None
    declaration: Declaration | None = None

    def misfits(self, version: str, platform: str) -> tuple[Misfit, ...]:
        """Return why it can't be attached to this version, nothing if it can."""
        found = {
            Misfit.OTHER_PLATFORM: self.platform not in {"", platform},
            Misfit.OTHER_VERSION: self.version not in {"", version},
            Misfit.EXPIRED: self.expired,
            Misfit.PROCESSING: self.state == ProcessingState.PROCESSING,
            Misfit.FAILED: self.state in {ProcessingState.FAILED, ProcessingState.INVALID},
            Misfit.INTERNAL: self.internal,
        }
        return tuple(misfit for misfit, is_so in found.items() if is_so)


def of_app(
    apple: AppStore, app_id: str, *, number: str = "", version: str = "", platform: str = ""
) -> tuple[Build, ...]:
    """Return an app's newest builds, at most MOST_BUILDS, newest first: of this number, version, platform, or any.

    Apple reads a comma in a filter as "or", so the number is compared here, too.
    `/v1/apps/{id}/builds` takes no `sort`, and what it lists first may be weeks old.
    """
    filters = {"version": number, "preReleaseVersion.version": version, "preReleaseVersion.platform": platform}
    params: dict[str, str | int] = {f"filter[{name}]": value for name, value in filters.items() if value}
    answer = apple.get(
        "/v1/builds",
        {
            "filter[app]": app_id,
            **params,
            "sort": "-uploadedDate",
            "include": "preReleaseVersion,appEncryptionDeclaration",
            "limit": MOST_BUILDS,
        },
    )
    found = (read(resource, answer) for resource in answer.data)
    return tuple(build for build in found if number in {"", build.number})


def get(apple: AppStore, build_id: str) -> Build:
    """Return one build as it is now. Raises Refused (`gone`)."""
    answer = apple.get(f"/v1/builds/{build_id}", {"include": "preReleaseVersion,appEncryptionDeclaration"})
    return read(answer.first, answer)


def attached(apple: AppStore, version_id: str) -> Build | None:
    """Return the build of a version, without its version, platform and declaration; None if it has none."""
    found = _attached(apple, version_id)
    return None if found is None else read(found)


def number_of(apple: AppStore, version: Resource, answer: Document) -> str:
    """Return the number of a version's build, "" for none; reads it if the answer about the version leaves it out."""
    found = included(answer, version, "build", KIND)
    if found is None and version.related("build") != ():
        found = _attached(apple, version.id)
    return "" if found is None else found.text("version")


def _attached(apple: AppStore, version_id: str) -> Resource | None:
    try:
        answer = apple.get(f"/v1/appStoreVersions/{version_id}/build")
    except Refused as refused:
        if refused.gone:
            return None
        raise
    return next(iter(answer.data), None)


def attach(apple: AppStore, version_id: str, build_id: str) -> None:
    """Attach a build to a version, in place of the one it has; "" detaches that one. Raises Refused if it can't be."""

    def find() -> Resource | None:
        found = _attached(apple, version_id)
        done = (found.id if found is not None else "") == build_id
        return (found or Resource(KIND, "")) if done else None

    data = {"type": KIND, "id": build_id} if build_id else None
    apple.patch(f"/v1/appStoreVersions/{version_id}/relationships/build", {"data": data}, find=find)


def answer_encryption(apple: AppStore, build_id: str, *, uses: bool) -> None:
    """Say whether a build uses encryption that needs documents. Apple takes one answer, ever: Refused afterwards."""
    path, name = f"/v1/builds/{build_id}", "usesNonExemptEncryption"

    def find() -> Resource | None:
        found = apple.get(path).first
        return found if found.attributes.get(name) is uses else None

    apple.patch(path, body(KIND, {name: uses}, identity=build_id), find=find)


def declare(apple: AppStore, build_id: str, declaration_id: str) -> None:
    """Give a build its encryption declaration."""
    data = {"type": DECLARATIONS, "id": declaration_id}
    apple.patch(f"/v1/builds/{build_id}/relationships/appEncryptionDeclaration", {"data": data})


def read(resource: Resource, answer: Document | None = None) -> Build:
    """Read a build, with what the answer includes of it."""
    answer = answer or Document()
    group = included(answer, resource, "preReleaseVersion", "preReleaseVersions")
    declaration = included(answer, resource, "appEncryptionDeclaration", DECLARATIONS)
    encryption = resource.attributes.get("usesNonExemptEncryption")
    return Build(
        id=resource.id,
        number=resource.text("version"),
        version=group.text("version") if group is not None else "",
        platform=group.text("platform") if group is not None else "",
        state=ProcessingState(resource.text("processingState")),
        internal=resource.text("buildAudienceType") == "INTERNAL_ONLY",
        expired=resource.attributes.get("expired") is True,
        uploaded=resource.date("uploadedDate"),
        expires=resource.date("expirationDate"),
        encryption=encryption if isinstance(encryption, bool) else None,
        declaration=read_declaration(declaration) if declaration is not None else None,
    )


def included(answer: Document, resource: Resource, name: str, kind: str) -> Resource | None:
    """Return what an answer includes of a relationship to one resource, None if it does not."""
    known = answer.included_by_id(kind)
    return next((known[each] for each in resource.related(name) or () if each in known), None)
