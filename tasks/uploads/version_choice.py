"""Chooses the version that an upload changes."""

from collections.abc import Callable, Sequence

from appstore.catalog import display_types
from cards.failures import app_errors
from kit.slack.replies import UserError
from records.dispatch.app_cache import KnownApp, KnownVersion
from records.uploads.uploads import Upload
from tasks.dispatch import resolve
from tasks.uploads.fetching import FetchedImage


def version_for(
    app: KnownApp, upload: Upload, images: Sequence[FetchedImage], lacking: Callable[[KnownVersion], Sequence[str]]
) -> KnownVersion:
    """Return the version to change; if two platforms have one each, the images decide."""
    versions = resolve.editable_versions(app, upload.version, lacking)
    if len(versions) == 1:
        return versions[0]
    fitting = [[version for version in versions if version.platform in _platforms(image, upload)] for image in images]
    common = [version for version in versions if all(version in fit for fit in fitting)]
    if len(common) == 1:
        return common[0]
    if common:
        raise UserError(app_errors.which_version(app, common))
    if not all(fitting):
        # An image that fits none of the versions is reported later, and any version will do for that.
        return next((fit[0] for fit in fitting if fit), versions[0])
    pairs = list(zip(images, fitting, strict=True))
    names = [(version, [image.label for image, fit in pairs if version in fit]) for version in versions]
    raise UserError(app_errors.several_versions(app, [(version, labels) for version, labels in names if labels]))


def _platforms(image: FetchedImage, upload: Upload) -> set[str]:
    """Return the platforms whose versions may show an image."""
    named = image.named(upload.display_type)
    return {display_types.platform_of(kind) for kind in ((named,) if named else image.kinds)}
