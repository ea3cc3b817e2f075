"""Where a webhook may go: to public addresses only, and to the very address that was looked at."""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from service.problems import Unprocessable

_PORTS: Final = {"https": 443, "http": 80}
_WRAPPED: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Destination:
    """A checked place to send to: connect to `address`, an IP address, and nowhere else, under the name of `host`."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def ascii_host(self) -> str:
        """The host as TLS and HTTP write it."""
        return self.host.encode("idna").decode("ascii")

    @property
    def authority(self) -> str:
        """The host, with its port where that is not the scheme's own, as the Host header says it."""
        host = f"[{self.host.partition('%')[0]}]" if ":" in self.host else self.ascii_host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def is_public(address: Address) -> bool:
    """Whether an address lies in the open internet, unwrapped from what may wrap a private one."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _WRAPPED) or address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(url: str, *, private: bool) -> Destination:
    """Look an address up and refuse what is not public, unless the operator allows private networks.

    Raises:
        Unprocessable: no https address, with a user in it, unknown, or not public.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Unprocessable("webhook.target", "/url", variant="malformed") from None
    try:
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Unprocessable("webhook.target", "/url", variant="port") from None
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise Unprocessable("webhook.target", "/url", variant="scheme")
    if not parts.hostname or parts.username or parts.password:
        raise Unprocessable("webhook.target", "/url", variant="host")
    try:
        answers = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unprocessable("webhook.target", "/url", variant="unknown") from None
    addresses = [str(answer[4][0]) for answer in answers]
    if not private and not all(is_public(ipaddress.ip_address(address.partition("%")[0])) for address in addresses):
        raise Unprocessable("webhook.target", "/url", variant="private")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(parts.scheme, parts.hostname, port, path, addresses[0])
