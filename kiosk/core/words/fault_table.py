"""Device × state → what is wrong, and what to do about it: a row for each state that a driver or program can raise.

Who tells of a part takes the words through faults.py.
"""

from collections.abc import Mapping

from kiosk.core.words.bilingual import Bilingual
from kiosk.core.words.clock_faults import CLOCK
from kiosk.core.words.fault_words import (
    CABLE,
    CALL,
    DAMAGED,
    GO_ON,
    NEARLY_FULL,
    PINS,
    RATES,
    RESTORE,
    SCREEN,
    SHOWN,
    SWITCH,
    UNSIGNED,
    Words,
)

TABLE: Mapping[tuple[str, ...], Words] = {  # device, state, and where it is told why; the order is the officers'
    ("printer", "paper_out"): Words(
        Bilingual("Máy in hết giấy", "The printer has no paper"),
        Bilingual("đặt giấy vào, đóng nắp", "put paper in and close the cover"),
        f"Máy in phiếu hết giấy: mở nắp, đặt cuộn giấy mới, kéo đầu giấy ra ngoài, đóng nắp. {SHOWN}",
    ),
    ("printer", "cover_open"): Words(
        Bilingual("Nắp máy in đang mở", "The printer's cover is open"),
        Bilingual("đóng nắp lại", "close the cover"),
        f"Nắp máy in phiếu đang mở: ấn nắp xuống cho khớp. {SHOWN}",
    ),
    ("printer", "error"): Words(
        Bilingual("Máy in báo lỗi", "The printer reports an error"),
        SWITCH,
        f"Máy in phiếu báo lỗi: tắt máy in, gỡ giấy kẹt nếu có, bật lại. Vẫn thế: xin báo kỹ thuật viên. {SHOWN}",
    ),
    ("printer", "error", "cutter"): Words(
        Bilingual("Dao cắt của máy in bị kẹt", "The printer's cutter is jammed"),
        SWITCH,
        f"Dao cắt của máy in phiếu bị kẹt: tắt máy in, mở nắp, gỡ giấy ở dao, đóng nắp, bật lại. {SHOWN}",
    ),
    ("printer", "error", "jam"): Words(
        Bilingual("Máy in kẹt giấy", "The printer reports a paper jam"),
        SWITCH,
        f"Máy in phiếu kẹt giấy: tắt máy in, mở nắp, gỡ giấy kẹt, đóng nắp, bật lại. {SHOWN}",
    ),
    ("printer", "error", "head too hot"): Words(
        Bilingual("Đầu in quá nóng", "The printer's head is too hot"),
        Bilingual("để nguội 10 phút, không che khe gió", "let it cool for 10 minutes, keep its slots free"),
        f"Đầu in của máy in phiếu quá nóng: chờ 10 phút cho nguội, không che máy in. {SHOWN}",
    ),
    ("printer", "error", "unrecoverable"): Words(
        Bilingual("Máy in báo lỗi không tự hết", "The printer reports a fault that does not end by itself"),
        Bilingual("tắt 1 phút rồi bật lại; vẫn thế thì thay", "switch it off for a minute; else another printer"),
        f"Máy in phiếu báo hỏng: tắt máy in một phút rồi bật lại. Vẫn thế: xin báo kỹ thuật viên. {SHOWN}",
    ),
    ("printer", "offline"): Words(
        Bilingual("Máy in báo chưa sẵn sàng", "The printer is offline"),
        Bilingual("bật máy in, bấm nút FEED", "switch it on; press its FEED button"),
        f"Máy in phiếu báo chưa sẵn sàng: bấm nút FEED trên máy in, hoặc tắt rồi bật lại. {SHOWN}",
    ),
    ("printer", "missing"): Words(
        Bilingual("Không liên lạc được với máy in", "The printer is not there: unplugged, off, or it cannot be opened"),
        CABLE,
        "Máy lấy số không liên lạc được với máy in phiếu: cắm chặt dây điện và dây tín hiệu của máy in, bật công tắc. "
        f"Vẫn thế: xin báo kỹ thuật viên. {SHOWN}",
    ),
    ("printer", "silent"): Words(
        Bilingual("Máy in không trả lời nữa", "The printer answered before and does not any more"),
        CABLE,
        "Máy in phiếu không trả lời nữa, có thể mất điện hoặc lỏng dây: xem dây và công tắc, tắt rồi bật lại. "
        f"Vẫn thế: xin báo kỹ thuật viên. {SHOWN}",
    ),
    ("printer", "failed"): Words(
        Bilingual("Máy in bị treo", "The printer hangs: a call to it does not come back"),
        Bilingual(
            "tắt máy in, rút dây, cắm lại, bật; vẫn thế: tắt bật cả tủ",
            "switch it off, unplug it, plug it in, switch it on; else the whole cabinet",
        ),
        "Máy in phiếu bị treo: tắt máy in, rút dây tín hiệu, cắm lại, bật máy in. Vẫn thế: tắt rồi bật cả tủ, xin báo "
        f"kỹ thuật viên. {SHOWN}",
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
    ("board", "missing"): Words(
        Bilingual("Tivi của bảng gọi số không bật hoặc không nhận", "The board's television is off, or not there"),
        Bilingual(
            "bật tivi, xem dây và đầu vào HDMI; cổng: board.output",
            "switch it on, check its cable and input; its socket: board.output",
        ),
        "Bảng gọi số trên tivi không hiện: bật tivi, chọn đúng đầu vào, xem dây. Loa và trang gọi số vẫn dùng được; "
        "chưa hiện thì cán bộ gọi to số. Vẫn thế: xin báo kỹ thuật viên.",
    ),
    ("touch", "missing"): Words(
        Bilingual("Không thấy màn cảm ứng", "The touch panel is not there"),
        Bilingual(
            "cắm lại màn cảm ứng; tìm lại: kiosk doctor --touch",
            "check the panel's cable; find it: kiosk doctor --touch",
        ),
        "Màn hình lấy số không nhận chạm. Nút bấm vẫn dùng được; công dân không lấy được số thì bấm “Công dân không "
        f"lấy số…”. {CALL}",
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
        PINS,
        f"Nút bấm không dùng được. {SCREEN} {CALL}",
    ),
    ("buttons", "stuck"): Words(
        Bilingual("Có nút bị đè suốt một phút", "A button has been down for a minute"),
        Bilingual("gỡ giấy dán, xem lò xo của nút", "take off stickers, look at its spring"),
        f"Có nút bấm bị đè hoặc kẹt: gỡ giấy dán, bấm nhẹ cho nút nảy lên. {RATES} Vẫn thế: xin báo kỹ thuật viên.",
    ),
    ("buttons", "failed"): Words(
        Bilingual("Không đọc được nút bấm", "The buttons' lines cannot be read"),
        PINS,
        f"Máy không đọc được nút bấm. {SCREEN} {CALL}",
    ),
    ("lamps", "missing"): Words(
        Bilingual("Không bật được đèn của nút", "The lamps' pins cannot be had"),
        PINS,
        f"Đèn của nút bấm không sáng được; nút vẫn dùng được. {CALL}",
    ),
    ("scanner", "missing"): Words(
        Bilingual("Không thấy máy quét", "The scanner is not there"),
        Bilingual(
            "cắm lại máy quét; tìm lại: kiosk doctor --scanner", "plug it in again; find it: kiosk doctor --scanner"
        ),
        f"Máy quét phiếu không nhận: cắm lại dây máy quét. {RATES} Vẫn thế: xin báo kỹ thuật viên.",
    ),
    ("scanner", "failed"): Words(
        Bilingual("Máy quét bị treo", "The scanner hangs: a call to it does not come back"),
        Bilingual(
            "rút máy quét, cắm lại; vẫn thế: tắt bật cả tủ", "unplug it and plug it in again; else the whole cabinet"
        ),
        f"Máy quét phiếu bị treo: rút dây máy quét, cắm lại. {RATES} Vẫn thế: xin báo kỹ thuật viên.",
    ),
    ("keypads", "missing"): Words(
        Bilingual("Không thấy bàn phím số của quầy", "A counter's keypad is not there"),
        Bilingual(
            "cắm lại đúng cổng cũ; đổi cổng: sửa keypads.path theo /dev/input/by-path",
            "plug it in again, into the same socket; in another one: keypads.path, as in /dev/input/by-path",
        ),
        "Bàn phím số của một quầy không nhận: cắm lại dây vào đúng cổng cũ, trong lúc đó xin gọi số trên trang này. "
        "Vẫn thế: xin báo kỹ thuật viên.",
    ),
    ("keypads", "stuck"): Words(
        Bilingual("Có phím của bàn phím số bị đè suốt một phút", "A keypad's key has been down for a minute"),
        Bilingual("nhấc vật đè lên phím, xem phím có kẹt không", "take off what lies on it, look whether a key sticks"),
        "Bàn phím số của một quầy bị đè hoặc kẹt phím: nhấc vật đè lên, bấm nhẹ cho phím nảy lên. Trang này vẫn dùng "
        "được.",
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
    ("key", "missing"): Words(UNSIGNED, RESTORE),
    ("key", "damaged"): Words(UNSIGNED, RESTORE),
    ("card", "copied"): Words(
        Bilingual("thẻ này được chép từ một thẻ khác", "this card is a copy of another one"),
        Bilingual(
            "không bao giờ chạy cả hai thẻ: cất thẻ kia; hết ngày chạy kiosk go-on để thẻ này có nhật ký riêng",
            "never let both run under one journal: put the other away, then kiosk go-on after the day's close",
        ),
    ),
    ("name", "taken"): Words(
        Bilingual("có máy khác gửi số liệu dưới tên máy này", "another box speaks under this kiosk's name"),
        Bilingual(
            "tìm máy kia: thẻ chép thì tắt một máy; máy khác thì đổi kiosk.id; số liệu vẫn được lưu",
            "find it: of two copies of a card switch one off, of two boxes give one its own kiosk.id; nothing is lost",
        ),
    ),
    ("city", "ahead"): Words(
        Bilingual("thành phố có nhiều hơn nhật ký này", "the city has more of this journal than this card"),
        GO_ON,
    ),
    ("city", "differs"): Words(
        Bilingual("thành phố có một nhật ký khác dưới tên máy này", "the city has another history of this journal"),
        GO_ON,
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
    ("city", "unsigned"): Words(
        Bilingual(
            "lời của thành phố không có chữ ký đúng, nên máy không tin", "words of the city without its signature"
        ),
        Bilingual(
            "hỏi thành phố: đã đổi khóa thì sửa broker.city_key; không thì có kẻ giả mạo; máy không mất gì",
            "ask the city: a new key? mend broker.city_key; if not, somebody speaks for it; nothing is lost here",
        ),
    ),
    ("update", "failed"): Words(
        Bilingual("bản cập nhật không chạy được; máy giữ bản cũ", "the update did not run; the old one goes on"),
        Bilingual("máy vẫn dùng được; xem kiosk update", "nothing to do at once; see kiosk update"),
    ),
    ("link", "lost"): Words(
        Bilingual("chưa gửi được về thành phố; số liệu giữ trong máy", "nothing reaches the city; all is kept here"),
        Bilingual("xem dây mạng và mạng của xã; máy tự gửi lại", "check cable and network; it sends by itself"),
        "Máy chưa gửi được số liệu về thành phố. Lấy số, gọi số và đánh giá vẫn như thường; có mạng lại máy tự gửi. "
        "Quá một ngày vẫn thế: xin báo kỹ thuật viên.",
    ),
    **CLOCK,
}
