"""Which syllables are one word: Vietnamese writes a space between all of them, and a line may end only between words.

A table of the words that an office's screens and slips are made of; where one is missing, its syllables may part. The
longest word that begins at a syllable counts. Pure.
"""

import re
from collections.abc import Iterator, Sequence

_FIELDS = """
hộ tịch, chứng thực, đất đai, xây dựng, môi trường, người có công, xã hội, kinh doanh, tài chính, cư trú, văn hóa, thể
thao, nông nghiệp, lâm nghiệp, thủy sản, giảm nghèo, con nuôi, thi đua, khen thưởng, công dân, giao thông, vận tải,
giáo dục, đào tạo, y tế, lao động, việc làm, công thương, công nghiệp, thương mại, du lịch, tư pháp, tôn giáo, dân
tộc, nội vụ, an ninh, trật tự, quốc phòng, quân sự, khoa học, công nghệ, thông tin, truyền thông, dân số, gia đình,
trẻ em, bình đẳng giới, quy hoạch, nhà ở, hạ tầng, kinh tế, chính sách, ngân sách, thủy lợi, thú y, trồng trọt, chăn
nuôi, kiểm lâm, tài nguyên, khoáng sản, biển đảo, đô thị, nông thôn, bảo trợ
"""

_PAPERS = """
hồ sơ, giấy tờ, giấy phép, chứng nhận, xác nhận, khai sinh, khai tử, kết hôn, ly hôn, hôn nhân, tình trạng, chứng tử,
giấy khen, bản sao, bản chính, bản gốc, bản khai, bản vẽ, tờ khai, đề nghị, căn cước, hộ khẩu, hộ nghèo, cận nghèo, lý
lịch, trích lục, hợp đồng, giao dịch, di chúc, chữ ký, văn bản, quyết định, biên bản, biên lai, chứng từ, chứng cứ,
tài liệu, thửa đất, sử dụng, sở hữu, tài sản, gắn liền, sơ đồ, dự thảo, dự án, thường trú, tạm trú, tạm vắng, phiếu
hẹn, kết quả, hướng dẫn, niêm yết, thủ tục, hành chính, lĩnh vực, dịch vụ, lệ phí, chi phí, thời hạn, nghĩa vụ, chế
độ, ưu đãi, trợ cấp, trợ giúp, hỗ trợ, mai táng phí, mai táng, khuyết tật, mồ côi, thân nhân, đại diện, từ trần, thay
đổi, cải chính, bổ sung, điều chỉnh, gia hạn, đăng ký, thành lập, chấm dứt, hoạt động, chuyển đổi, chuyển nhượng, thừa
kế, tặng cho, tách thửa, hợp thửa, hòa giải, tranh chấp, khiếu nại, tố cáo, kiến nghị, phản ánh, cơ cấu, cây trồng,
vật nuôi, sản xuất, thiên tai, dịch bệnh, công trình, thiết kế, an toàn, liền kề, riêng lẻ, cam kết, bảo đảm, mã số
thuế, thông báo, báo cáo, thành tích, chuyên đề, đơn vị, tờ trình, lễ hội, quy mô, phương án, quan hệ, chứng minh, hợp
pháp, xuất trình, trường hợp, trả kết quả, giấy hẹn
"""

_OFFICE = """
bộ phận, một cửa, ủy ban, nhân dân, hội đồng, trung tâm, phục vụ, cán bộ, đường dây nóng, đường dây, số thứ tự, thứ
tự, ưu tiên, đánh giá, hài lòng, bình thường, thái độ, chờ lâu, trễ hẹn, đúng hẹn, đi lại, nhiều lần, nhiều nơi, lý
do, giải quyết, quy định, cảm ơn, ghi nhận, quay lại, làm việc, mời lại, bắt đầu, kết thúc, hoàn thành, hoàn tác, tiếp
theo, tiếp nhận, cao tuổi, phụ nữ, mang thai, có thai, con nhỏ, trẻ nhỏ, màn hình, điện thoại, cuộn giấy, móng tay, kỹ
thuật viên, kỹ thuật, thẻ nhớ, khởi động, cài đặt, địa chỉ, chuẩn bị, sẵn sàng, dự kiến, ít nhất, đến lượt, buổi sáng,
buổi chiều, sáng nay, chiều nay, hôm nay, ngày mai, nghỉ trưa, ngoài giờ, mở cửa, đóng cửa, tạm dừng, tạm nghỉ, chưa
mở, tân quang, thái nguyên, việt nam, thành phố, thị trấn, thị xã, công khai, trực tuyến, thứ hai, thứ ba, thứ tư, thứ
năm, thứ sáu, thứ bảy, chủ nhật, đồng ý, bỏ qua, một chút, quét mã, giữ phiếu, nhận phiếu, lấy phiếu, lấy số, in lại,
in phiếu, chạy thử
"""

COMPOUNDS = frozenset(" ".join(word.split()) for table in (_FIELDS, _PAPERS, _OFFICE) for word in table.split(","))
_LONGEST = max(len(word.split()) for word in COMPOUNDS)
_TIME = re.compile(r"\d+ giờ( \d\d)?")
_BEFORE, _AFTER = "“\"'(", "”\"').,;:!?…"


def words_in(syllables: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The syllables of a text, those of one word together."""
    at = 0
    while at < len(syllables):
        longest = (n for n in range(min(_LONGEST, len(syllables) - at), 1, -1) if _is_word(syllables[at : at + n]))
        length = next(longest, 1)
        yield tuple(syllables[at : at + length])
        at += length


def _is_word(syllables: Sequence[str]) -> bool:
    """What stands before the word or behind it is no letter of it; inside it there is nothing."""
    first, *_, last = syllables
    said = " ".join([first.lstrip(_BEFORE), *syllables[1:-1], last.rstrip(_AFTER)])
    return said.lower() in COMPOUNDS or bool(_TIME.fullmatch(said))
