"""Which addresses a host that a profile names may lead to (F52). Pure: names are resolved by ``connectors.outward``.

Public addresses, and networks that the operator allows. Link-local ones never: there clouds keep their credentials.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Annotated

from pydantic import StringConstraints

from domain.errors import Misconfigured

HttpAddress = Annotated[str, StringConstraints(pattern=r"^(https?://[A-Za-z0-9.:\[\]_-]+/?)?$")]
"""``https://host[:port]``: no other scheme, no user, no path; empty where there is none."""
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")
_METADATA = (ip_network("169.254.0.0/16"), ip_network("fe80::/10"), ip_network("fd00:ec2::/32"))


@dataclass(frozen=True, slots=True)
class Reach:
    """The networks that are allowed beside public ones."""

    private: tuple[Network, ...] = ()

    def forbidden(self, address: str) -> bool:
        """Whether nothing may be sent there; what is no address is not."""
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return True
        return any(self._is_forbidden(one) for one in _meant(found))

    def _is_forbidden(self, address: Address) -> bool:
        if any(address in network for network in _METADATA):
            return True
        if any(address in network for network in self.private):
            return False
        return not address.is_global or address.is_multicast or address.is_reserved


def _meant(address: Address) -> Iterator[Address]:
    """The address, or the IPv4 one inside it: written as IPv6, 127.0.0.1 is still this machine."""
    if not isinstance(address, IPv6Address):
        yield address
        return
    inside = address.ipv4_mapped or address.sixtofour
    if inside is None and address in _NAT64:
        inside = IPv4Address(int(address) & 0xFFFFFFFF)
    if inside is None and not int(address) >> 32 and int(address) > 1:
        inside = IPv4Address(int(address))  # ::7f00:1, an old way to write IPv4
    yield address if inside is None else inside


def reach_of(text: str) -> Reach:
    """The networks of a setting, such as ``10.0.0.0/8, 192.168.7.12``.

    Raises:
        Misconfigured: one of them is no network.
    """
    found = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        try:
            found.append(ip_network(part))
        except ValueError:
            raise Misconfigured(
                f"'{part[:60]}' is no network.",
                field="LADING_PRIVATE_NETWORKS",
                value=part[:60],
                next_step="Write networks with commas between them, such as 10.20.0.0/16,192.168.7.12.",
            ) from None
    return Reach(tuple(found))
