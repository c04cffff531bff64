"""How many are before somebody who waits, and how long it will be: one wording for screen and slip. From the longest
form to the shortest."""


def ahead(people: int, at_least: bool = False) -> tuple[str, ...]:
    """`at_least`: so many, or more."""
    if not people:
        near = ("Ông/bà sắp đến lượt", "Sắp đến lượt")
        return near if at_least else ("Ông/bà là người tiếp theo", "Người tiếp theo")
    counted = f"ít nhất {people}" if at_least else str(people)
    return (f"Trước ông/bà còn {counted} người", f"Còn {counted} người trước")


_FEW = 4  # counters, from which their numbers help nobody


def sit(counters: tuple[int, ...]) -> tuple[str, ...]:
    """What to do until then. `counters`: that may call it."""
    plain = ("Mời ông/bà ngồi chờ gọi số", "Mời ngồi chờ gọi số")
    if not 0 < len(counters) <= _FEW:
        return plain
    *others, last = map(str, counters)
    named = f"{', '.join(others)} hoặc {last}" if others else last
    return (f"Mời ông/bà ngồi chờ gọi đến quầy {named}", f"Mời ngồi chờ gọi đến quầy {named}", *plain)


def prepare(what: str) -> tuple[str, ...]:
    """`what`: in the office's own words, "" for nothing."""
    return (f"Chuẩn bị sẵn: {what}",) if what else ()


def called(counter: int) -> tuple[str, ...]:
    return (f"Mời ông/bà đến quầy {counter}", f"Mời đến quầy {counter}")


def missed(counter: int) -> tuple[str, ...]:
    """Of a number that was called there in vain: whoever comes late is called at once."""
    polite = f"Mời ông/bà đến báo quầy {counter}"
    return (f"Mời ông/bà đến quầy {counter} báo cán bộ", polite, f"Mời đến báo quầy {counter}")


def kept(counter: int) -> tuple[str, ...]:
    """And nothing is lost."""
    return (f"Quầy {counter} đã gọi số này; số vẫn giữ chỗ", f"Quầy {counter} đã gọi; vẫn giữ chỗ", "Số vẫn giữ chỗ")


ASIDE = ("Số đang chờ bổ sung; vẫn giữ chỗ", "Số vẫn giữ chỗ")
UNOPENED = ("Quầy của việc này chưa mở", "Quầy chưa mở", "Chưa mở quầy")
RESTING = ("Quầy của việc này tạm nghỉ", "Quầy tạm nghỉ")


def nobody(resting: bool) -> tuple[str, ...]:
    """No counter of the line calls: because its officers rest, or because none is open."""
    return RESTING if resting else UNOPENED


def wait(least: int, most: int) -> tuple[str, ...]:
    """Minutes."""
    if not least:
        return (f"Dự kiến chờ dưới {most} phút", f"Chờ dưới {most} phút")
    return (f"Dự kiến chờ {least}–{most} phút", f"Chờ {least}–{most} phút")


def back_at(time: str) -> tuple[str, ...]:
    """`time`: "9 giờ 40"."""
    return (
        f"Mời ông/bà quay lại lúc {time}. Số vẫn giữ chỗ.",
        f"Mời quay lại lúc {time}, số vẫn giữ chỗ",
        f"Quay lại lúc {time}",
    )
