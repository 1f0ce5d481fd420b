"""Sends one request to Apple and reads the response."""

import time

import httpx
import structlog

from appstore.calls import jsonapi
from appstore.calls.jsonapi import Document
from appstore.errors import Refused, Unauthorized, Unavailable, reasons_in

# What Apple calls a gzip file, and refuses to send (406) unless a client accepts it by that name.
GZIP = "application/a-gzip"

log = structlog.get_logger(__name__)


def request_name(request: httpx.Request) -> str:
    """Return the method and path of a request, as errors and logs show it (no query)."""
    return f"{request.method} {request.url.path}"


def send(http: httpx.Client, request: httpx.Request, auth: httpx.Auth) -> httpx.Response:
    """Send a request without following redirects, which would leak the token. Raises Unavailable without a response."""
    began = time.perf_counter()
    try:
        response = http.send(request, auth=auth, follow_redirects=False)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Unavailable(request_name(request), maybe_done=False, detail=type(error).__name__) from error
    except (httpx.TimeoutException, httpx.NetworkError, httpx.ProtocolError, httpx.DecodingError) as error:
        raise Unavailable(request_name(request), maybe_done=True, detail=type(error).__name__) from error
    milliseconds = int((time.perf_counter() - began) * 1000)
    log.debug("apple answered", request=request_name(request), status=response.status_code, milliseconds=milliseconds)
    return response


def parse_response(request: httpx.Request, response: httpx.Response) -> Document:
    """Return the document of a successful response. Raises Refused, Unauthorized or Unavailable for any other."""
    name, status = request_name(request), response.status_code
    if response.is_success:
        if GZIP in request.headers.get("Accept", ""):
            return Document(file=response.content)
        try:
            return jsonapi.read(response.json()) if response.content else Document()
        except (ValueError, TypeError) as error:
            raise Unavailable(name, maybe_done=True, status=status, detail="The response is not readable") from error
    reasons = reasons_in(response.text)
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise Unauthorized(name, status=status, reasons=reasons)
    if response.is_server_error or status == httpx.codes.REQUEST_TIMEOUT:
        raise Unavailable(name, maybe_done=True, status=status, reasons=reasons)
    raise Refused(name, status=status, reasons=reasons)
