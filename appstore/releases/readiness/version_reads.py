"""Reads a version with its build, its review detail and its export compliance."""

from collections.abc import Mapping
from http import HTTPStatus

from appstore.client import AppStore, Document, Resource
from appstore.errors import Refused
from appstore.releases import builds
from appstore.releases.readiness.snapshot import VersionInReadiness
from appstore.versions import read as read_version


def version(apple: AppStore, version_id: str, app_id: str) -> VersionInReadiness:
    """Read a version: one call, and one for each related resource that Apple leaves out."""
    path = f"/v1/appStoreVersions/{version_id}"
    answer = including(apple, path, {"include": "build,appStoreReviewDetail"})
    found = answer.first
    build = related(apple, answer, found, path, "build", "builds")
    detail = related(apple, answer, found, path, "appStoreReviewDetail", "appStoreReviewDetails")
    return VersionInReadiness(
        version=found.text("versionString"),
        state=read_version(found, app_id).state,
        copyright=stated(found, "copyright"),
        release_type=found.text("releaseType"),
        earliest_release=found.date("earliestReleaseDate"),
        build=None if build is None else builds.read(build),
        review=None if detail is None else {name: value for name, value in detail.attributes.items() if value},
    )


def declaration_state(apple: AppStore, build_id: str) -> str:
    """Return the state of the encryption declaration of a build in Apple's words, "" if it has none."""
    path = f"/v1/builds/{build_id}"
    answer = including(apple, path, {"include": "appEncryptionDeclaration"})
    kind = "appEncryptionDeclarations"
    found = related(apple, answer, answer.first, path, "appEncryptionDeclaration", kind)
    return "" if found is None else found.text("appEncryptionDeclarationState")


def including(apple: AppStore, path: str, params: Mapping[str, str | int]) -> Document:
    """Read a document with related resources, or without them where Apple refuses to include these.

    Some that Apple's OpenAPI file lists are refused by the live API.
    """
    try:
        return apple.get(path, params)
    except Refused as refused:
        if refused.status != HTTPStatus.BAD_REQUEST:
            raise
        return apple.get(path)


def related(apple: AppStore, answer: Document, resource: Resource, path: str, name: str, kind: str) -> Resource | None:
    """Return the resource of a to-one relationship, from the answer if it was included, otherwise from its own path."""
    ids = resource.related(name)
    included = answer.included_by_id(kind)
    if ids == ():
        return None
    if ids and ids[0] in included:
        return included[ids[0]]
    return at(apple, f"{path}/{name}")


def stated(resource: Resource, name: str) -> str | None:
    """Return a text attribute without spaces around it, "" if it is empty, None if the answer does not have it."""
    return resource.text(name).strip() if name in resource.attributes else None


def at(apple: AppStore, path: str) -> Resource | None:
    """Return the resource at a path, None if there is none: Apple answers 404 or null."""
    try:
        return next(iter(apple.get(path).data), None)
    except Refused as refused:
        if refused.gone:
            return None
        raise
