"""Caches what Apple takes in its App Asset Library: the same for all apps, and changed with new devices only."""

from appstore.library.catalog import Catalog
from records.storage.documents import Documents

# By account.
CATALOGS = Documents("library_catalog", Catalog, seconds=6 * 3600)
