"""Device × state → what is wrong, and what to do about it: a row for each state that a driver or program can raise.

Who tells of a part takes the words through faults.py.
"""

from collections.abc import Mapping
from typing import NamedTuple

from kiosk.core.words.bilingual import Bilingual


class Words(NamedTuple):
    """`said`, `do`: for technicians; `officer`: what it means at the counter, and what an officer does about it; "" for
    what changes nothing there."""

    said: Bilingual
    do: Bilingual
    officer: str = ""

    def sentence(self) -> Bilingual:
        """What and what to do, for who is told no more of it."""
        return Bilingual(f"{self.said.vi}: {self.do.vi.replace(' ({kept})', '')}", f"{self.said.en}: {self.do.en}")


CALL = "Xin báo kỹ thuật viên."
_SHOWN = "Trong lúc chờ, số vẫn cấp và hiện trên màn hình."
_SWITCH = Bilingual("tắt máy in, gỡ giấy kẹt, bật lại", "switch it off, clear the paper and the knife, switch it on")
_CABLE = Bilingual(
    "xem nguồn và dây máy in; tìm lại: kiosk doctor --printer",
    "check its power and cable; find it again: kiosk doctor --printer",
)
_UNSIGNED = Bilingual(
    "mất hoặc hỏng khóa ký (checkpoint.key): số liệu vẫn gửi đi, nhưng không được ký",
    "checkpoint.key is gone or of no use: all is sent, nothing is signed",
)
_RESTORE = Bilingual(
    "cắm USB giữ khóa của máy, chạy kiosk identity restore", "the stick with its identity: kiosk identity restore"
)
_PINS = Bilingual(
    "xem lại chân cắm; tìm lại: kiosk doctor --buttons", "check the pins in the file; find them: kiosk doctor --buttons"
)
_SET_TIME = Bilingual(
    "nối mạng có máy chủ giờ, hoặc đặt giờ ở trang kỹ thuật viên",
    "give it a network with a time server, or set the time on the technician's page",
)
_SCREEN = "Màn hình vẫn cấp số và nhận đánh giá."
_RATES = "Vẫn đánh giá được trên màn hình."
NEARLY_FULL = "Thẻ nhớ của máy sắp đầy, máy chỉ còn chạy được một lúc. Xin báo kỹ thuật viên trong hôm nay."
DAMAGED = "Một phần nhật ký cũ của máy không đọc được. Lấy số và gọi số vẫn như thường. Xin báo kỹ thuật viên."

TABLE: Mapping[tuple[str, ...], Words] = {  # device, state, and where it is told why; the order is the officers'
    ("printer", "paper_out"): Words(
        Bilingual("Máy in hết giấy", "The printer has no paper"),
        Bilingual("đặt giấy vào, đóng nắp", "put paper in and close the cover"),
        f"Máy in phiếu hết giấy: mở nắp, đặt cuộn giấy mới, kéo đầu giấy ra ngoài, đóng nắp. {_SHOWN}",
    ),
    ("printer", "cover_open"): Words(
        Bilingual("Nắp máy in đang mở", "The printer's cover is open"),
        Bilingual("đóng nắp lại", "close the cover"),
        f"Nắp máy in phiếu đang mở: ấn nắp xuống cho khớp. {_SHOWN}",
    ),
    ("printer", "error"): Words(
        Bilingual("Máy in báo lỗi", "The printer reports an error"),
        _SWITCH,
        f"Máy in phiếu báo lỗi: tắt máy in, gỡ giấy kẹt nếu có, bật lại. Vẫn thế: xin báo kỹ thuật viên. {_SHOWN}",
    ),
    ("printer", "error", "cutter"): Words(
        Bilingual("Dao cắt của máy in bị kẹt", "The printer's cutter is jammed"),
        _SWITCH,
        f"Dao cắt của máy in phiếu bị kẹt: tắt máy in, mở nắp, gỡ giấy ở dao, đóng nắp, bật lại. {_SHOWN}",
    ),
    ("printer", "error", "jam"): Words(
        Bilingual("Máy in kẹt giấy", "The printer reports a paper jam"),
        _SWITCH,
        f"Máy in phiếu kẹt giấy: tắt máy in, mở nắp, gỡ giấy kẹt, đóng nắp, bật lại. {_SHOWN}",
    ),
    ("printer", "error", "head too hot"): Words(
        Bilingual("Đầu in quá nóng", "The printer's head is too hot"),
        Bilingual("để nguội 10 phút, không che khe gió", "let it cool for 10 minutes, keep its slots free"),
        f"Đầu in của máy in phiếu quá nóng: chờ 10 phút cho nguội, không che máy in. {_SHOWN}",
    ),
    ("printer", "error", "unrecoverable"): Words(
        Bilingual("Máy in báo lỗi không tự hết", "The printer reports a fault that does not end by itself"),
        Bilingual("tắt 1 phút rồi bật lại; vẫn thế thì thay", "switch it off for a minute; else another printer"),
        f"Máy in phiếu báo hỏng: tắt máy in một phút rồi bật lại. Vẫn thế: xin báo kỹ thuật viên. {_SHOWN}",
    ),
    ("printer", "offline"): Words(
        Bilingual("Máy in báo chưa sẵn sàng", "The printer is offline"),
        Bilingual("bật máy in, bấm nút FEED", "switch it on; press its FEED button"),
        f"Máy in phiếu báo chưa sẵn sàng: bấm nút FEED trên máy in, hoặc tắt rồi bật lại. {_SHOWN}",
    ),
    ("printer", "missing"): Words(
        Bilingual("Không liên lạc được với máy in", "The printer is not there: unplugged, off, or it cannot be opened"),
        _CABLE,
        "Máy lấy số không liên lạc được với máy in phiếu: cắm chặt dây điện và dây tín hiệu của máy in, bật công tắc. "
        f"Vẫn thế: xin báo kỹ thuật viên. {_SHOWN}",
    ),
    ("printer", "silent"): Words(
        Bilingual("Máy in không trả lời nữa", "The printer answered before and does not any more"),
        _CABLE,
        "Máy in phiếu không trả lời nữa, có thể mất điện hoặc lỏng dây: xem dây và công tắc, tắt rồi bật lại. "
        f"Vẫn thế: xin báo kỹ thuật viên. {_SHOWN}",
    ),
    ("printer", "paper_low"): Words(
        Bilingual("Sắp hết giấy", "The paper is nearly at its end"),
        Bilingual("chuẩn bị cuộn giấy mới", "have a new roll ready"),
        "Máy in phiếu sắp hết giấy: chuẩn bị cuộn giấy mới.",
    ),
    ("paper", "blank"): Words(
        Bilingual("Có người trả lời: tờ vừa in không có chữ", "Somebody answered that nothing is to be seen on a slip"),
        Bilingual(
            "xem một phiếu; không có chữ thì lật ngược cuộn giấy, có chữ thì mở rồi đóng nắp, trả lời “Có”",
            "look at a slip; blank: turn the roll round; if not: open and close the cover, answer “Có”",
        ),
        "Có người trả lời là tờ vừa in không có chữ. Xem một phiếu: không có chữ thì mở nắp máy in, lật ngược cuộn "
        "giấy, đóng nắp; có chữ thì mở rồi đóng nắp, trả lời “Có” trên màn hình.",
    ),
    ("screen", "missing"): Words(
        Bilingual("Màn hình không bật hoặc không nhận", "The screen is off, or cannot be drawn on"),
        Bilingual(
            "xem nguồn và dây màn hình; màn hình không báo EDID: hardware.video",
            "check its power and cable; for a monitor without EDID: hardware.video",
        ),
        "Màn hình lấy số không hiện: xem dây điện, công tắc, dây tín hiệu của màn hình. Nút bấm vẫn dùng được. Vẫn "
        "thế: xin báo kỹ thuật viên.",
    ),
    ("touch", "missing"): Words(
        Bilingual("Không thấy màn cảm ứng", "The touch panel is not there"),
        Bilingual(
            "cắm lại màn cảm ứng; tìm lại: kiosk doctor --touch",
            "check the panel's cable; find it: kiosk doctor --touch",
        ),
        "Màn hình lấy số không nhận chạm. Nút bấm vẫn dùng được; công dân không lấy được số thì bấm “Khách không lấy "
        f"số…”. {CALL}",
    ),
    ("touch", "stuck"): Words(
        Bilingual("Có vật chạm màn hình suốt một phút", "Something has been touching the panel for a minute"),
        Bilingual(
            "lau khô, gỡ giấy dán, nới khung", "wipe it dry, take off stickers, loosen a frame that is too tight"
        ),
        "Có nước, giấy dán hoặc vật gì chạm vào màn hình lấy số: lau khô, gỡ ra. Vẫn thế: xin báo kỹ thuật viên.",
    ),
    ("buttons", "missing"): Words(
        Bilingual("Không dùng được nút bấm", "The buttons' pins cannot be had"),
        _PINS,
        f"Nút bấm không dùng được. {_SCREEN} {CALL}",
    ),
    ("buttons", "stuck"): Words(
        Bilingual("Có nút bị đè suốt một phút", "A button has been down for a minute"),
        Bilingual("gỡ giấy dán, xem lò xo của nút", "take off stickers, look at its spring"),
        f"Có nút bấm bị đè hoặc kẹt: gỡ giấy dán, bấm nhẹ cho nút nảy lên. {_RATES} Vẫn thế: xin báo kỹ thuật viên.",
    ),
    ("buttons", "failed"): Words(
        Bilingual("Không đọc được nút bấm", "The buttons' lines cannot be read"),
        _PINS,
        f"Máy không đọc được nút bấm. {_SCREEN} {CALL}",
    ),
    ("lamps", "missing"): Words(
        Bilingual("Không bật được đèn của nút", "The lamps' pins cannot be had"),
        _PINS,
        f"Đèn của nút bấm không sáng được; nút vẫn dùng được. {CALL}",
    ),
    ("scanner", "missing"): Words(
        Bilingual("Không thấy máy quét", "The scanner is not there"),
        Bilingual(
            "cắm lại máy quét; tìm lại: kiosk doctor --scanner", "plug it in again; find it: kiosk doctor --scanner"
        ),
        f"Máy quét phiếu không nhận: cắm lại dây máy quét. {_RATES} Vẫn thế: xin báo kỹ thuật viên.",
    ),
    ("speaker", "missing"): Words(
        Bilingual("Không có lệnh đọc loa (speaker.player)", "The player of the voice is not installed"),
        Bilingual(
            "cài lệnh đọc; tìm lại: kiosk doctor --speaker", "install the player; find one: kiosk doctor --speaker"
        ),
        f"Loa không đọc được số: xin gọi tên công dân, số vẫn hiện ở bảng. {CALL}",
    ),
    ("speaker", "failed"): Words(
        Bilingual("Lệnh đọc loa bị lỗi hoặc treo", "The player of the voice hangs, or ends with an error"),
        Bilingual(
            "xem loa, âm thanh của máy: kiosk doctor --speaker", "check sound and player: kiosk doctor --speaker"
        ),
        f"Loa không đọc được số: xem loa có điện không, xin gọi tên công dân; số vẫn hiện ở bảng. {CALL}",
    ),
    ("catalogue", "missing"): Words(
        Bilingual("Không đọc được danh mục thủ tục", "The list of procedures cannot be read"),
        Bilingual("sửa tệp danh mục theo lời báo, rồi khởi động lại", "mend the file as told, and start it again"),
        f"Mục “Giấy tờ cần có” không hiện vì tệp danh mục có lỗi. Lấy số vẫn như thường. {CALL}",
    ),
    ("app", "tickets_only"): Words(
        Bilingual("Màn hình lỗi nhiều lần nên chỉ còn cấp số", "It crashed again and again: numbers only"),
        Bilingual("bấm “Mở lại đầy đủ” ở trang kỹ thuật viên", "technician's page, “Mở lại đầy đủ”; docs/repair.md"),
        f"Màn hình lấy số bị lỗi nhiều lần nên chỉ còn cấp số; nút đánh giá vẫn dùng được. {CALL}",
    ),
    ("disk", "full"): Words(
        Bilingual("thẻ nhớ đầy, phần dự trữ đã dùng", "the disk is full, its reserve is in use"),
        Bilingual(
            "chép các thư mục journal.kept-… ra USB rồi dời đi, hoặc thay thẻ lớn hơn",
            "move journal.kept-… to a stick, or take a larger card",
        ),
        NEARLY_FULL,
    ),
    ("journal", "renewed"): Words(
        Bilingual(
            "nhật ký cũ bị mất hoặc hỏng; máy chạy tiếp bằng nhật ký mới, số không trùng",
            "the journal was lost or damaged; a new one goes on above its numbers",
        ),
        Bilingual(
            "chép bản cũ ({kept}) ra USB, gửi người phụ trách, rồi dời nó khỏi máy",
            "copy the old one to a stick, give it to the city, then move it away; docs/repair.md, 'journal'",
        ),
    ),
    ("journal", "damaged"): Words(
        Bilingual("có dòng nhật ký không đọc được; máy vẫn chạy", "rows of the journal cannot be read; it goes on"),
        Bilingual(
            "khởi động lại máy: máy tự lấy lại từ bản sao; vẫn thế thì chạy kiosk repair",
            "start it again, it repairs itself from its backup; if not: kiosk repair",
        ),
        DAMAGED,
    ),
    ("journal", "failed"): Words(
        Bilingual("không ghi được nhật ký", "the journal cannot be written"),
        Bilingual("máy tự thử lại; lâu không hết thì thay thẻ nhớ", "it tries again by itself; else another card"),
    ),
    ("key", "missing"): Words(_UNSIGNED, _RESTORE),
    ("key", "damaged"): Words(_UNSIGNED, _RESTORE),
    ("card", "copied"): Words(
        Bilingual("thẻ này được chép từ một thẻ khác", "this card is a copy of another one"),
        Bilingual("không bao giờ chạy cả hai thẻ; giữ lại một", "never let both run; keep one"),
    ),
    ("city", "ahead"): Words(
        Bilingual("thành phố có nhiều hơn nhật ký này", "the city has more of this journal than this card"),
        Bilingual(
            "thẻ cũ đã được gắn lại? gắn thẻ mới hơn; nếu mất thẻ đó: báo thành phố, máy vẫn chạy tiếp",
            "an older copy of the card was put back? put the newer one back; if it is lost, tell the city and go on",
        ),
    ),
    ("city", "differs"): Words(
        Bilingual("thành phố có một nhật ký khác dưới tên máy này", "the city has another history of this journal"),
        Bilingual(
            "có hai thẻ chép từ một thẻ? chỉ giữ một thẻ, báo thành phố thẻ nào",
            "two cards of one image? keep one, and tell the city which; docs/city.md, 'Further'",
        ),
    ),
    ("city", "silent"): Words(
        Bilingual("thành phố không xác nhận đã lưu", "the broker takes what is sent, and the city says nothing"),
        Bilingual(
            "hỏi thành phố: chương trình nhận và cơ sở dữ liệu có chạy không",
            "ask the city: does kiosk-city run, has it its database, may it publish ack? nothing is lost here",
        ),
    ),
    ("city", "refused"): Words(
        Bilingual("máy chủ trung gian không nhận số liệu", "the broker refuses what is sent, or lets it vanish"),
        Bilingual(
            "hỏi người giữ máy chủ: quyền, giới hạn, đĩa đầy",
            "its rights or limits: kiosk-sync's log has its word; docs/city.md, 'Brokers'; nothing is lost here",
        ),
    ),
    ("update", "failed"): Words(
        Bilingual("bản cập nhật không chạy được; máy giữ bản cũ", "the update did not run; the old one goes on"),
        Bilingual("máy vẫn dùng được; xem kiosk update", "nothing to do at once; see kiosk update"),
    ),
    ("link", "lost"): Words(
        Bilingual("chưa gửi được về thành phố; số liệu giữ trong máy", "nothing reaches the city; all is kept here"),
        Bilingual("xem dây mạng và mạng của xã; máy tự gửi lại", "check cable and network; it sends by itself"),
    ),
    ("clock", "unknown"): Words(
        Bilingual("máy không biết giờ đúng", "the time is not known"),
        _SET_TIME,
        f"Máy chưa biết giờ đúng: giờ, ngày trên màn hình và phiếu có thể không có. {CALL}",
    ),
    ("clock", "behind"): Words(
        Bilingual(
            "đồng hồ máy chậm: theo giờ này chứng chỉ của máy chủ thành phố chưa có hiệu lực, nên không gửi được gì",
            "the clock is behind: by it the city's certificate is not yet valid, so nothing is sent",
        ),
        _SET_TIME,
        f"Đồng hồ của máy chậm: giờ, ngày trên màn hình và phiếu có thể sai. {CALL}",
    ),
    ("clock", "doubtful"): Words(
        Bilingual(
            "đồng hồ máy nhanh, hoặc chứng chỉ của thành phố đã hết hạn",
            "clock ahead, or the city's certificate expired",
        ),
        Bilingual(
            "xem ngày giờ; sai thì đặt lại; đúng thì báo thành phố gia hạn chứng chỉ",
            "look at date and time; wrong: set them; right: have the city renew its certificate",
        ),
        f"Đồng hồ của máy có thể chạy nhanh: xem giờ, ngày trên màn hình; sai thì báo. {CALL}",
    ),
}
