"""Where a host that a profile names may lead (F52), in every way to write an address."""

import pytest
from pydantic import ValidationError

from domain.errors import Misconfigured
from domain.reachable import Reach, reach_of
from domain.shopify import ShopifyChannel
from domain.transport import S3Place

INSIDE = [
    "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1",
    "169.254.169.254", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::7f00:1", "224.0.0.1", "ff02::1", "255.255.255.255",
    "240.0.0.1", "192.0.2.1", "localhost", "2130706433", "",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_inside_is_forbidden_however_it_is_written(address):
    assert Reach().forbidden(address)


@pytest.mark.parametrize("address", ["23.227.38.74", "2620:127:f00f:5::", "::ffff:23.227.38.74", "64:ff9b::17e3:264a"])
def test_public_addresses_may_be_reached(address):
    assert not Reach().forbidden(address)


def test_the_operator_allows_networks_and_never_the_clouds_credentials():
    reach = reach_of(" 10.20.0.0/16, ::1,127.0.0.1 ,")
    assert not any(map(reach.forbidden, ["10.20.3.4", "127.0.0.1", "::1", "::ffff:127.0.0.1"]))
    assert all(map(reach.forbidden, ["10.21.0.1", "127.0.0.2"]))
    everything = reach_of("0.0.0.0/0,::/0")
    assert all(map(everything.forbidden, ["169.254.169.254", "::ffff:169.254.169.254", "fd00:ec2::254", "fe80::1"]))


@pytest.mark.parametrize("wrong", ["10.0.0.1/8", "all", "10.0.0.0/8;::1", "10.0.0/8"])
def test_a_network_that_is_none_is_told(wrong):
    with pytest.raises(Misconfigured, match="is no network"):
        reach_of(wrong)


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "gopher://10.0.0.1:70", "https://shop@10.0.0.1", "https://a.example/path", "//a.example",
     "https://a.example?x=", "https://a.example\n", "http:\\\\10.0.0.1", "https://a b", "javascript:1"],
)  # fmt: skip
def test_an_address_in_a_profile_is_a_host_and_a_port(address):
    with pytest.raises(ValidationError):
        ShopifyChannel(api=address)
    with pytest.raises(ValidationError):
        S3Place(bucket="orders", endpoint=address)
    assert ShopifyChannel(api="http://[::1]:8093").address() == "http://[::1]:8093"
