"""Explains why Redis can't be used: in the log, at `/healthz` and in `--check`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """A cause that the `pattern` finds in errors. `reason` is short and without the address; `remedy` is what to do."""

    reason: str
    remedy: str
    pattern: str


_ADD_CERTIFICATE = (
    "Add a trusted certificate to REDIS_URL: ?ssl_certfile=/path/client.pem&ssl_keyfile=/path/client.key."
)

CAUSES = (
    Cause(
        "its certificate is for another name",
        "Use the host name of the certificate in REDIS_URL (with Sentinels: have them announce it).",
        "hostname mismatch|ip address mismatch",
    ),
    Cause(
        "its certificate is not trusted",
        "Add the authority that signed it to REDIS_URL: ?ssl_ca_certs=/path/ca.pem.",
        "certificate_verify_failed|certificate verify failed",
    ),
    Cause(
        "it does not accept our certificate, or requires one",
        _ADD_CERTIFICATE,
        "certificate_required|certificate required|unknown_ca|unknown ca|bad_certificate",
    ),
    Cause(
        # Its alert is lost if it closes the connection before we have read it.
        "it closes the connection, perhaps because it does not accept our certificate, or requires one",
        _ADD_CERTIFICATE,
        "eof occurred in violation of protocol",
    ),
    Cause(
        "it does not use TLS on that port",
        "Use redis:// instead of rediss://, or its port for TLS.",
        "wrong_version_number|record_layer_failure|unexpected_eof_while_reading",
    ),
    Cause(
        "it does not accept the user or the password",
        "Correct them in REDIS_URL (redis://USER:PASSWORD@host; those of the Sentinels: ?sentinel_password=).",
        "authenticationerror|noauth|wrongpass|invalid username-password",
    ),
    Cause(
        "no Sentinel responds",
        "Start them, or correct their hosts and ports in REDIS_URL.",
        "no master found for .* : ",
    ),
    Cause(
        "the Sentinels know no primary of that name that is up",
        "Correct the name after the last host in REDIS_URL, or check the Sentinels' own log.",
        "no master found for",
    ),
    Cause(
        "no primary accepts writes",
        "It is a replica, or a primary without replicas: correct the address, or wait for the failover.",
        "no primary that may write",
    ),
    Cause(
        "it does not respond in time",
        "Check the network and the port in REDIS_URL (rediss:// needs the one for TLS), or start Redis or Valkey.",
        "timeout",
    ),
    Cause(
        "its host name is not known",
        "Correct the host in REDIS_URL, or repair the name service.",
        "name or service not known|nodename nor servname|temporary failure in name resolution",
    ),
)

UNREACHABLE = Cause("nothing responds at that address", "Start Redis or Valkey, or correct REDIS_URL.", "")


def cause_of(error: BaseException) -> Cause:
    """Return the most likely cause; redis-py keeps errors of TLS, of names and of Sentinels only as text."""
    text = " ".join(_texts(error))
    return next((cause for cause in CAUSES if re.search(cause.pattern, text, re.IGNORECASE)), UNREACHABLE)


def _texts(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{type(error).__name__} {error}"
        error = error.__cause__ or error.__context__
