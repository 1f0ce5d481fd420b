"""Downloads the segments of an analytics report from Apple's storage, and checks that they are whole.

https://developer.apple.com/documentation/appstoreconnectapi/downloading-analytics-reports
"""

import hashlib
from enum import StrEnum
from pathlib import Path

import httpx

from appstore.analytics.reports import Segment

# The bytes of a segment as it is sent; several hundred million rows.
MOST_BYTES = 500_000_000
_CHUNK = 1 << 18


class Fault(StrEnum):
    """Why an instance could not be read."""

    UNAVAILABLE = "unavailable"
    EMPTY = "no_segments"
    NOT_FOUND = "segment_missing"
    DAMAGED = "segment_damaged"
    TOO_LARGE = "too_large"
    COLUMNS = "columns"


class Unreadable(Exception):  # noqa: N818 - named like the errors of the client
    """An instance, or a part of it, can't be read; `passing`: another attempt may succeed at once."""

    def __init__(self, fault: Fault, *, passing: bool = False) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.passing = passing


def download(http: httpx.Client, segment: Segment, path: Path, *, encrypted: bool = True) -> None:
    """Write a segment to a file, without our token and exactly as it is sent. Raises Unreadable.

    `encrypted`: only over https; a stand-in may do without.
    """
    if segment.size > MOST_BYTES:
        raise Unreadable(Fault.TOO_LARGE)
    try:
        url = httpx.URL(segment.url)
    except httpx.InvalidURL as error:
        raise Unreadable(Fault.NOT_FOUND) from error
    if url.scheme not in ({"https"} if encrypted else {"https", "http"}):
        raise Unreadable(Fault.NOT_FOUND)
    digest, size = hashlib.md5(usedforsecurity=False), 0
    try:
        with http.stream("GET", url, auth=None, follow_redirects=False) as response, path.open("wb") as file:
            if not response.is_success:
                fault = Fault.UNAVAILABLE if response.is_server_error else Fault.NOT_FOUND
                raise Unreadable(fault, passing=True)
            # The checksum is that of the compressed bytes, which httpx would unpack if the header named them.
            for chunk in response.iter_raw(_CHUNK):
                size += len(chunk)
                if size > MOST_BYTES:
                    raise Unreadable(Fault.TOO_LARGE)
                digest.update(chunk)
                file.write(chunk)
    except (httpx.TimeoutException, httpx.NetworkError, httpx.ProtocolError) as error:
        raise Unreadable(Fault.UNAVAILABLE, passing=True) from error
    if (segment.size and size != segment.size) or (segment.checksum and digest.hexdigest() != segment.checksum):
        raise Unreadable(Fault.DAMAGED, passing=True)
