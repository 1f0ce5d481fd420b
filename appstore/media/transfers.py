"""Images as Apple holds them, and how their files are sent: part by part, to Apple's upload hosts."""

import random as dice
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

import httpx

from appstore.calls import retry
from appstore.calls.jsonapi import OpenEnum
from appstore.errors import Reason, Refused, Unavailable
from appstore.media.plan import ExistingImage

# Parts of one file that are sent at the same time, and bytes of a part that are in memory at once.
MOST_PARTS_AT_ONCE, _CHUNK = 4, 256 * 1024
AGAIN = frozenset({httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_MANY_REQUESTS})


class AssetState(OpenEnum):
    """How far Apple is with a file of any kind. COMPLETE and FAILED are final."""

    AWAITING_UPLOAD = "AWAITING_UPLOAD"
    UPLOAD_COMPLETE = "UPLOAD_COMPLETE"
    PROCESSING = "PROCESSING"
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Operation:
    """One part of a file and how Apple wants it sent: its bytes from `offset`, its own method, address and headers.

    The address is a secret: everyone who knows it can upload.
    """

    method: str
    url: str = field(repr=False)
    offset: int
    length: int
    headers: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True)
class RemoteImage:
    """A file as Apple holds it; `size` is in bytes.

    `checksum` is the MD5 of what was uploaded, in hex; "" until Apple publishes it, at times well after COMPLETE.
    `reasons` are (code, description) of a FAILED one. `operations` are how to send it, empty once committed.
    `template` is Apple's address of the picture in any size, "" until it is processed; `width` and `height` its own.
    `placement` is the id of what shows it in a slot that holds no files itself.
    """

    id: str
    name: str
    size: int
    checksum: str
    state: AssetState
    reasons: tuple[tuple[str, str], ...] = ()
    operations: tuple[Operation, ...] = ()
    template: str = field(default="", compare=False)
    width: int = field(default=0, compare=False)
    height: int = field(default=0, compare=False)
    placement: str = ""

    @property
    def usable(self) -> bool:
        """Return whether it is complete or being processed; a state that Apple adds counts as processing."""
        return self.state not in {AssetState.AWAITING_UPLOAD, AssetState.FAILED}

    def picture(self, longest: int) -> str:
        """Return the address of the picture, scaled so that its longer side has so many pixels; "" if there is none.

        Apple fills the template with any size; `bb` fits the picture into it.
        https://developer.apple.com/documentation/appstoreconnectapi/imageasset
        """
        if not self.template or not self.width or not self.height:
            return ""
        scale = min(1.0, longest / max(self.width, self.height))
        sizes = {"{w}": round(self.width * scale), "{h}": round(self.height * scale), "{c}": "bb", "{f}": "png"}
        address = self.template
        for name, value in sizes.items():
            address = address.replace(name, str(value))
        return address

    def existing(self, checksums: Mapping[str, str]) -> ExistingImage:
        """Return it as the plan sees it; `checksums` by id are those that Apple does not publish yet."""
        return ExistingImage(self.id, self.name, self.checksum or checksums.get(self.id, ""))


def send(
    http: httpx.Client,
    path: Path,
    operations: Sequence[Operation],
    *,
    encrypted: bool = True,
    sleep: Callable[[float], object] = time.sleep,
    random: Callable[[], float] = dice.random,
    in_flight: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> None:
    """Send every part of a file, several at once. Until the commit a part may be sent again, so it is retried.

    `encrypted`: only over https, or within this machine; stand-ins in a test network may do without. `in_flight` is
    held while a part is in memory and on its way.

    Refused when the host says no (403: the address has expired) or the address is not one to send files to, Unavailable
    after six tries, ValueError when the file is shorter than promised.
    https://developer.apple.com/documentation/appstoreconnectapi/uploading-assets-to-app-store-connect
    """
    unsafe = next((each for each in operations if encrypted and not _is_safe(httpx.URL(each.url))), None)
    if unsafe is not None:
        raise Refused(_named(unsafe), detail="Files are only sent over https")
    if len(operations) == 1:
        _send_part(http, path, operations[0], sleep, random, in_flight)
        return
    with ThreadPoolExecutor(MOST_PARTS_AT_ONCE) as pool:
        running = [
            pool.submit(copy_context().run, _send_part, http, path, operation, sleep, random, in_flight)
            for operation in operations
        ]
        for part in running:
            try:
                part.result()
            except BaseException:
                # The others would be sent for nothing.
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _send_part(
    http: httpx.Client,
    path: Path,
    operation: Operation,
    sleep: Callable[[float], object],
    random: Callable[[], float],
    in_flight: Callable[[], AbstractContextManager[object]],
) -> None:
    named = _named(operation)
    tries = 0
    while True:
        tries += 1
        try:
            with in_flight():
                return _send_once(http, operation, path, named)
        except Unavailable:
            if tries == retry.TRIES:
                raise
        sleep(retry.after_failure(tries, random))


def _send_once(http: httpx.Client, operation: Operation, path: Path, named: str) -> None:
    _require_bytes(path, operation)
    try:
        response = http.request(
            operation.method,
            operation.url,
            headers=_headers(operation),
            content=_part(path, operation),
            auth=None,
            follow_redirects=False,
        )
    except (httpx.TimeoutException, httpx.NetworkError, httpx.ProtocolError) as error:
        raise Unavailable(named, maybe_done=True, detail=type(error).__name__) from None
    if response.is_success:
        return
    # The host answers in XML that may repeat the signed address: only its code is kept.
    code = re.search(r"<Code>(\w+)</Code>", response.text)
    reasons = (Reason(code=code[1] if code else "", title=response.reason_phrase),)
    if response.is_server_error or response.status_code in AGAIN:
        raise Unavailable(named, maybe_done=True, status=response.status_code, reasons=reasons)
    raise Refused(named, status=response.status_code, reasons=reasons)


def _headers(operation: Operation) -> list[tuple[str, str]]:
    """Return Apple's headers with the length: without it, httpx sends in chunks, which storage hosts refuse."""
    named = [(name, value) for name, value in operation.headers if name.lower() != "content-length"]
    return [*named, ("Content-Length", str(operation.length))]


def _require_bytes(path: Path, operation: Operation) -> None:
    if path.stat().st_size < operation.offset + operation.length:
        raise ValueError(f"The file ends at byte {path.stat().st_size}, Apple expects more")


def _part(path: Path, operation: Operation) -> Iterator[bytes]:
    """Yield a part as it is read: those of a video may be too large for the memory of a worker."""
    left = operation.length
    with path.open("rb") as file:
        file.seek(operation.offset)
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _named(operation: Operation) -> str:
    return f"{operation.method} part at {operation.offset}"


def _is_safe(url: httpx.URL) -> bool:
    return url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.host))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
