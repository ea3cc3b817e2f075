"""Where a webhook may go: to public addresses only, and to the very address that was looked at."""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from service.problems import Unprocessable

_WRAPPED: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Target:
    """A checked address: connect to `host` at `address`, and nowhere else."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    address: str


def is_public(address: Address) -> bool:
    """Whether an address lies in the open internet, unwrapped from what may wrap a private one."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _WRAPPED) or address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def check(url: str, *, private: bool) -> Target:
    """Look an address up and refuse what is not public, unless the operator allows private networks.

    Raises:
        Unprocessable: no https address, with a user in it, unknown, or not public.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _refused("地址格式无效", "it is no address") from None
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise _refused("端口无效", "the port is not valid") from None
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise _refused("须为 https 地址", "it must be an https address")
    if not parts.hostname or parts.username or parts.password:
        raise _refused("地址不能含用户名或缺少主机", "it has no host, or a user in it")
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _refused("主机名无法解析", "the host is not known") from None
    addresses = [str(each[4][0]) for each in found]
    if not private and not all(is_public(ipaddress.ip_address(each.partition("%")[0])) for each in addresses):
        raise _refused("不能指向内网、本机或保留地址", "it must not lead into a private or reserved network")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(url, parts.scheme, parts.hostname, port, path, addresses[0])


def _refused(zh: str, en: str) -> Unprocessable:
    return Unprocessable("webhook.target", f"推送地址不可用：{zh}", f"this address cannot be told: {en}", "/url")
