"""Why a kiosk has no certificate of the city, or no newer one: a word each, and what the technician does. Pure.

The city answers with one of these words beside its status (sync/city/authority/rules.py); a province's own server has
none, and then the status gives it.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from kiosk.core.words.bilingual import Bilingual

Word = Literal["wrong", "used", "over", "often", "request", "key", "name", "foreign", "revoked", "expired"]


class Words(NamedTuple):
    said: Bilingual
    do: Bilingual


_NEW_CODE = Bilingual(
    "xin thành phố mã mới, ghi vào broker.enrol_code, khởi động lại",
    "ask the city for a new code, write it into broker.enrol_code, restart",
)
_OURS = Bilingual("báo người phụ trách phần mềm", "tell whoever keeps this software")
TABLE: Mapping[str, Words] = {  # those of the city first, then what the kiosk finds by itself
    "wrong": Words(
        Bilingual("mã đăng ký sai, hoặc tên máy chưa có trong sổ", "the code is wrong, or the city has no such kiosk"),
        Bilingual(
            "xem office.unit, kiosk.id và broker.enrol_code", "check office.unit, kiosk.id and broker.enrol_code"
        ),
    ),
    "used": Words(Bilingual("mã đăng ký đã được máy khác dùng", "another key has used this code"), _NEW_CODE),
    "over": Words(Bilingual("mã đăng ký đã hết hạn", "the code is over"), _NEW_CODE),
    "often": Words(
        Bilingual("đã thử sai quá nhiều lần", "too many wrong codes came for this kiosk"),
        Bilingual("chờ một giờ, máy tự thử lại; xem broker.enrol_code", "wait an hour; check broker.enrol_code"),
    ),
    "request": Words(Bilingual("thành phố không đọc được đơn xin", "the city cannot read the request"), _OURS),
    "key": Words(Bilingual("thành phố không nhận loại khóa này", "the city takes no key of this kind"), _OURS),
    "name": Words(
        Bilingual("mã đăng ký là của máy khác", "the code is another kiosk's"),
        Bilingual("xem office.unit và kiosk.id, hoặc xin mã của máy này", "check office.unit, kiosk.id, or the code"),
    ),
    "foreign": Words(
        Bilingual("thành phố không biết chứng thư của máy", "the city does not know our certificate"), _NEW_CODE
    ),
    "revoked": Words(Bilingual("chứng thư đã bị thu hồi", "the certificate was revoked"), _NEW_CODE),
    "expired": Words(
        Bilingual("chứng thư hết hạn quá 90 ngày", "the certificate ended more than 90 days ago"), _NEW_CODE
    ),
    "pin": Words(
        Bilingual("máy chủ cấp chứng thư không phải của thành phố", "the server there is not the city's"),
        Bilingual("xem broker.enrol_url và broker.ca_sha256", "check broker.enrol_url and broker.ca_sha256"),
    ),
    "time": Words(
        Bilingual("chứng thư của máy chủ cấp không đúng hạn", "the enrolment server's certificate does not hold now"),
        Bilingual("xem đồng hồ của máy; báo thành phố gia hạn", "check the clock; tell the city to renew it"),
    ),
    "away": Words(
        Bilingual("chưa nối được máy chủ cấp chứng thư", "the city's enrolment server does not answer"),
        Bilingual("xem mạng, broker.enrol_url; máy tự thử lại", "check network, broker.enrol_url; it is tried again"),
    ),
    "unreadable": Words(
        Bilingual("máy chủ cấp chứng thư trả lời lạ", "the enrolment server's answer cannot be read"),
        Bilingual("xem broker.enrol_url, báo thành phố", "check broker.enrol_url, tell the city"),
    ),
    "disk": Words(
        Bilingual("không ghi được chứng thư vào thẻ", "the certificate cannot be written"),
        Bilingual("xem kiosk.data: quyền và chỗ trống", "check kiosk.data: its owner and its room"),
    ),
    "code": Words(Bilingual("máy chưa có chứng thư và chưa có mã", "there is no certificate and no code"), _NEW_CODE),
    "refused": Words(
        Bilingual("thành phố từ chối cấp chứng thư", "the city refuses"),
        Bilingual("hỏi thành phố", "ask the city; its log says why"),
    ),
}  # fmt: skip
BY_CITY: frozenset[str] = frozenset(get_args(Word))
