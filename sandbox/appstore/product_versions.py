"""Routes for the versions of products, which have the texts and are reviewed."""

from __future__ import annotations

from dataclasses import replace

from sandbox.appstore.bodies import Body
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, found
from sandbox.appstore.errors import RefusedError, no_such_path, wrong_state
from sandbox.appstore.product_families import (
    FINISHED,
    PURCHASES,
    SUBSCRIPTIONS,
    VERSION_STATES,
    Family,
    family_of,
    text_state,
)
from sandbox.appstore.query import Query
from sandbox.appstore.store import Row, Store


def newest(product: Row) -> Row:
    """Returns the version with the highest number: the one in preparation, if there is one."""
    return product.to_many["versions"][-1]


def add(store: Store, product: Row, state: str = "PREPARE_FOR_SUBMISSION") -> Row:
    """Adds a version with the texts of the one before."""
    family, before = family_of(product), product.to_many["versions"][-1:]
    attributes = {"version": 1 + len(product.to_many["versions"]), "state": state}
    version = store.add(family.version, attributes, row_id=None, **{family.owner: product})
    for text in [text for each in before for text in each.to_many["localizations"]]:
        store.add(family.text, dict(text.attributes), version=version)
    store.changed("product.version")
    return version


def shown(store: Store, product: Row) -> Row:
    """Returns a product as it is listed: with the texts of its newest version as the older resource has them."""
    family = family_of(product)
    texts = [as_older(store, text) for text in newest(product).to_many["localizations"]]
    versions = product.to_many["versions"] if store.settings.product_versions else []
    return replace(product, to_many=product.to_many | {family.text: texts, "versions": versions})


def as_older(store: Store, text: Row) -> Row:
    """Returns a text in the shape that it had before products had versions."""
    product = text.parent("version").parent(family_of(text.parent("version")).owner)
    family = family_of(product)
    return store.computed(
        family.old_text,
        text.attributes | {"state": text_state(text)},
        row_id=text.id,
        **{family.old_owner: product},
    )


def require_versions(store: Store, path: str) -> None:
    """Refuses (404) what Apple has not where products have no versions."""
    if not store.settings.product_versions:
        raise RefusedError(no_such_path(path))


def _endpoints(family: Family) -> tuple[Endpoint, ...]:
    include = (family.owner, "localizations")

    def listed(store: Store, call: ApiCall) -> Answer:
        require_versions(store, f"{family.root}/{call.id}/versions".lstrip("/"))
        rows = store.find(family.product, call.id).to_many["versions"]
        return found(call.write.page([row for row in rows if call.params.matches("state", row["state"])]))

    def single(store: Store, call: ApiCall) -> Answer:
        require_versions(store, f"v1/{family.version}/{call.id}")
        return found(call.write.single(store.find(family.version, call.id)))

    def create(store: Store, call: ApiCall) -> Answer:
        require_versions(store, f"v1/{family.version}")
        product = store.related(family.product, call.wanted.links[family.owner], family.owner)
        if newest(product)["state"] not in FINISHED:
            detail = "You cannot create a new version while another one is not approved yet."
            raise RefusedError(wrong_state(detail, code="ENTITY_STATE_INVALID"))
        return created(call.write.single(add(store, product)))

    def texts(store: Store, call: ApiCall) -> Answer:
        require_versions(store, f"v1/{family.version}/{call.id}/localizations")
        return found(call.write.page(store.find(family.version, call.id).to_many["localizations"]))

    return (
        Endpoint(
            "GET",
            f"{family.root}/{{id}}/versions",
            listed,
            Query(family.version, filters={"state": VERSION_STATES}, include=include, paged=True),
        ),
        Endpoint(
            "POST",
            f"/v1/{family.version}",
            create,
            body=Body(family.version, links={family.owner: family.product}),
            roles=EDITORS,
        ),
        Endpoint("GET", f"/v1/{family.version}/{{id}}", single, Query(family.version, include=include)),
        Endpoint(
            "GET",
            f"/v1/{family.version}/{{id}}/localizations",
            texts,
            Query(family.text, include=("version",), paged=True),
        ),
    )


ENDPOINTS = (*_endpoints(PURCHASES), *_endpoints(SUBSCRIPTIONS))
