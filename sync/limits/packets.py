"""What a broker may send: told to it on connecting, and held against the head of each packet that comes. Pure.

A head is five bytes at most, and says how long the rest is. So a packet that nobody asked for costs no more than that,
also from a broker that does not care what it was told (MQTT 5, 3.1.2.11.4).
"""

KIOSK_BYTES = 1 << 20  # of one packet to a kiosk
CITY_BYTES = 5 << 20  # and to the city: payloads of packing.MAX_PAYLOAD, with topic and properties
UNWRITTEN = 2_000  # packets of ours that wait for the line: behind more of them nothing is read
_PUBLISH, _QOS_2 = 3, 2


def refusal(head: int, length: int, largest: int) -> str:
    """Why a packet is not read any further; "" when it is. `head`: its first byte, `length`: of what follows, in bytes.

    What comes with QoS 2 would be kept by the client until the broker releases it, however much that becomes.
    """
    if length > largest:
        return f"the broker sends a packet of {length} bytes; it was told {largest} at most"
    if head >> 4 == _PUBLISH and head >> 1 & 3 == _QOS_2:
        return "the broker sends a message with QoS 2, which nobody asked for"
    return ""
