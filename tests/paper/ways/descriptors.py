"""Descriptors of USB devices, as libusb hands them to pyusb: a printer among other interfaces, with end points of
unusual numbers, and a keyboard beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

VENDOR, PRODUCT = 0x0FE6, 0x811E
OUT, IN = 0x03, 0x86
_BULK, _INTERRUPT = 2, 3


@dataclass(frozen=True)
class End:
    address: int
    kind: int = _BULK
    packet: int = 64


@dataclass(frozen=True)
class Setting:
    """One alternate setting of interface `number`."""

    number: int
    alternate: int
    kind: int = 7
    protocol: int = 2
    ends: Sequence[End] = (End(OUT), End(IN))


OWN = Setting(0, 0, kind=0xFF, protocol=0, ends=(End(0x01), End(0x82)))  # its maker's, nobody else knows what for
ONE_WAY = Setting(1, 0, protocol=1, ends=(End(OUT),))
TWO_WAY = Setting(1, 1, ends=(End(0x85, _INTERRUPT, 8), End(OUT), End(IN)))
IPP = Setting(1, 2, protocol=4, ends=(End(0x07), End(0x88)))
USUAL = (OWN, ONE_WAY, TWO_WAY, IPP)
KEYBOARD = (Setting(0, 0, kind=3, protocol=1, ends=(End(0x81, _INTERRUPT, 8),)),)


def interface(settings: Sequence[Setting], index: int, alternate: int) -> Setting:
    """By places, not numbers. Raises IndexError behind the last."""
    number = numbers(settings)[index]
    return [setting for setting in settings if setting.number == number][alternate]


def numbers(settings: Sequence[Setting]) -> list[int]:
    return sorted({setting.number for setting in settings})


def of_device(vendor: int, product: int, address: int) -> SimpleNamespace:
    return SimpleNamespace(
        bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
        bMaxPacketSize0=64, idVendor=vendor, idProduct=product, bcdDevice=0x100, iManufacturer=0, iProduct=0,
        iSerialNumber=0, bNumConfigurations=1, bus=1, address=address, port_number=1, port_numbers=(1,), speed=2,
    )  # fmt: skip


def of_configuration(settings: Sequence[Setting]) -> SimpleNamespace:
    return SimpleNamespace(
        bLength=9, bDescriptorType=2, wTotalLength=0, bNumInterfaces=len(numbers(settings)), bConfigurationValue=1,
        iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=b"",
    )  # fmt: skip


def of_interface(one: Setting) -> SimpleNamespace:
    return SimpleNamespace(
        bLength=9, bDescriptorType=4, bInterfaceNumber=one.number, bAlternateSetting=one.alternate,
        bNumEndpoints=len(one.ends), bInterfaceClass=one.kind, bInterfaceSubClass=1,
        bInterfaceProtocol=one.protocol, iInterface=0, extra_descriptors=b"",
    )  # fmt: skip


def of_end(end: End) -> SimpleNamespace:
    return SimpleNamespace(
        bLength=7, bDescriptorType=5, bEndpointAddress=end.address, bmAttributes=end.kind,
        wMaxPacketSize=end.packet, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=b"",
    )  # fmt: skip
