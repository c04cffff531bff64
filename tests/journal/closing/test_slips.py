"""The closing slip: signed by the courier, chained to the one before, read from its photo, true or not; and a citizen's
own slip, which proves a rating and never its level."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from kiosk.__main__ import main
from kiosk.app.print_jobs import SIGNED_WITHIN_MS, ClosingSlip
from kiosk.core.calendar.moment import Moment
from kiosk.core.decisions import queue
from kiosk.core.decisions.days import close_day
from kiosk.core.decisions.queue import NewTicket
from kiosk.core.record import events as e
from kiosk.core.record.closing_word import ClosedDay, ClosingWord, NoSlip, in_checkpoint, read
from kiosk.core.words.slip import Qr, Text
from kiosk.journal.closing.days import differences, signed
from kiosk.journal.closing.rated import NO_LEVEL, NONE, UNSIGNED, proof_of
from kiosk.journal.opening import migrate
from kiosk.journal.signing import is_signed
from kiosk.paper.compose import Slips
from kiosk.paper.jobs import SlipJob
from scripts.small_office import small
from sync.journal_entries import Diary
from tests.config.test_load import DEMO
from tests.core.office import MORNING, RULES
from tests.journal.clocks import SOURCE, opened
from tests.journal.proof.rows import signed as signed_anew
from tests.journal.signed import KEY, OTHER, SIGNER
from tests.paper.reading import printed_on
from tests.sync.chains import rating

PUBLIC, ANOTHER = (key.public_key().public_bytes_raw().hex() for key in (KEY, OTHER))
DAY_MS = 86_400_000


class Office:
    """Days of numbers and ratings, a courier that signs and an app that prints; three kinds of visits a day."""

    def __init__(self, folder: Path) -> None:
        migrate(folder / "journal.db")
        (folder / "checkpoint.key").write_bytes(KEY.private_bytes_raw())
        (folder / "kiosk.toml").write_text(DEMO.replace("/set/by/the/demo", str(folder)), encoding="utf-8")
        self.config, self.wall, self.mono = str(folder / "kiosk.toml"), MORNING, 0
        self.journal = opened(folder / "journal.db", lambda: Moment(self.wall, self.mono, "b"), SOURCE)
        self.courier = Diary(self.journal, SIGNER, 0.0)
        self.slip = ClosingSlip(Slips(small(), self.journal))

    def works(self, level: int = 3) -> None:
        """Numbers to t1, t2 and t3 of this day; t1 rated at once, the rating of t2 bound later, t3 rated nobody."""
        day = self.wall // DAY_MS
        for n in (1, 2, 3):
            self.journal.transact(lambda s, now, n=n: queue.issue(s, now, RULES, NewTicket(f"t{n}-{day}", "A")))  # type: ignore[misc]  # bound at once
        self.journal.transact(lambda s, now: (e.Fact(rating(level), f"t1-{day}"), e.Fact(rating(level, None))))
        last = self.journal.state.heads["rating"]
        self.journal.transact(lambda s, now: (e.Fact(e.RatingBound(last, 1, "o1", "A", "tap"), f"t2-{day}"),))

    def closes(self, courier: bool = True) -> SlipJob:
        """The slip of the day, and the night."""
        self.journal.transact(close_day)
        self.courier.day_closed(0.0)
        assert not courier or self.courier.work(0.0)
        jobs = [self.slip.hear(self.journal.state, news, self.mono) for news in self.journal.refresh()]
        assert self.slip.waits is not courier and self.slip.look(self.mono + SIGNED_WITHIN_MS - 1) is None
        (job,) = [job for job in (*jobs, self.slip.look(self.mono + SIGNED_WITHIN_MS)) if job is not None]
        self.wall += DAY_MS
        return job


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.journal.close()


def said(job: SlipJob) -> ClosingWord:
    (code,) = [block.code for block in job.slip if isinstance(block, Qr)]
    return read(code)


def words(job: SlipJob) -> str:
    return " ".join(block.words for block in job.slip if isinstance(block, Text))


def answer(office: Office, *argv: str) -> int:
    return main(["verify-slip", *argv, "--config", office.config])


# --- what it says ---


def test_the_slip_holds_the_day_its_visits_and_one_hash_over_all_heads(office: Office) -> None:
    """Signed by the courier over the slip's own words, and the same hash as in its checkpoint; no count of ratings."""
    office.works()
    word = said(job := office.closes())
    ((checkpoint, own),) = signed(office.journal)
    assert (word.source, word.day, word.visits, word.before) == (SOURCE, "2026-11-23", 3, "") and own == word
    assert word.paper == checkpoint["data"]["paper"] and word.is_signed(PUBLIC, is_signed)
    assert "Đã ký" in words(job) and office.journal.verify().good and office.journal.verify().signed > 10


def test_each_slip_goes_on_from_the_one_before(office: Office) -> None:
    """By the hash of its text; one that nobody signed in time is left out of the chain, and says so."""
    slips = []
    for courier in (True, False, True):
        office.works()
        slips.append(office.closes(courier))
    first, second, third = map(said, slips)
    assert second.before == third.before == first.hash and (second.key, second.signature) == ("", "")
    assert "CHƯA KÝ" in words(slips[1]) and len(second.salt) == 32
    assert [own.word.day for own in signed(office.journal)] == [third.day, first.day]


def test_a_slip_that_was_printed_unsigned_is_signed_in_the_journal_later(office: Office) -> None:
    """With the next checkpoint that there is news for."""
    office.works()
    unsigned = said(office.closes(courier=False))
    office.works()
    assert office.courier.work(3600.0)
    ((_, word),) = signed(office.journal)
    assert (word.day, word.visits) == (unsigned.day, 3) and word.paper != unsigned.paper
    assert [*differences(unsigned, office.journal)] == [] == [*differences(word, office.journal)]


def test_a_day_that_closed_is_signed_at_once_though_nothing_else_is_new(office: Office) -> None:
    """Its close was written between the look for one and the checkpoint: the slip waits for its word all the same."""
    office.works()
    office.journal.transact(close_day)
    office.courier._marked = {**office.journal.state.heads, "device": 0}
    office.courier.day_closed(0.0)
    assert office.courier.work(0.0) and next(signed(office.journal)).word.day == "2026-11-23"
    office.courier.day_closed(0.0)
    assert not office.courier.work(0.0)


@pytest.mark.parametrize("dots", [576, 384])
def test_a_photo_of_it_is_read(office: Office, dots: int) -> None:
    """From blocks to bytes to paper to picture to zbar, on 80 mm and on 58 mm."""
    office.works()
    job = office.closes()
    far = printed_on(dots, replace(job, paper=replace(job.paper, dots=dots)).encoded("raster"))
    picture = Image.open(io.BytesIO(far.png())).convert("L")
    (found,) = decode(picture, [ZBarSymbol.QRCODE])
    assert read(found.data.decode()) == said(job)


# --- whether it is true ---


def test_the_command_says_true_of_a_true_one(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its text or a file of it with broken lines, with the key of the kiosk or a given one, and by the journal."""
    office.works()
    text = said(office.closes()).text
    (tmp_path / "photo.txt").write_text(text.replace(" ", "\n"), encoding="utf-8")
    for argv in ([text], [str(tmp_path / "photo.txt")], [text, "--key", PUBLIC], [text, "--journal"]):
        assert answer(office, *argv) == 0 and "true" in capsys.readouterr().out
    assert answer(office, text, "--key", ANOTHER) == 1 and "NOT true" in capsys.readouterr().out
    assert main(["journal", "verify", "--slip", text, "--config", office.config]) == 0


WORD = ClosedDay(SOURCE, "2026-11-23", 183, "ab" * 16).word("0.2.0", "cd" * 32).signed(PUBLIC, KEY.sign)


@given(st.integers(0, len(WORD.text) - 1), st.characters(min_codepoint=32, max_codepoint=126))
@settings(max_examples=300, deadline=None)
def test_one_byte_changed_is_not_true(at: int, letter: str) -> None:
    """Wherever it stands: it is no slip, or its signature is not that of what it says."""
    changed = WORD.text[:at] + letter + WORD.text[at + 1 :]
    try:
        true = read(changed).is_signed(PUBLIC, is_signed)
    except NoSlip:
        true = False
    assert true is (changed.split() == WORD.text.split())


@given(st.text(max_size=30) | st.lists(st.text(min_size=1, max_size=5), min_size=9, max_size=9).map(" ".join))
@settings(max_examples=100, deadline=None)
def test_whatever_is_no_slip_is_refused(text: str) -> None:
    """And nothing else is raised."""
    with pytest.raises(NoSlip):
        read(text)
    with pytest.raises(NoSlip):
        read(f"MLS1 {text}")


def test_the_journal_is_held_against_it(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip that another journal's courier signed with the same key, or an older copy that does not know the day."""
    office.works()
    true = said(office.closes())
    for false, says in (
        (replace(true, paper="ab" * 32), "has not the checkpoint of this slip"),
        (replace(true, visits=4), "counts 2026-11-23 otherwise"),
        (replace(true, before="ab" * 16), "or has another slip before it"),
    ):
        word = false.signed(PUBLIC, KEY.sign)
        assert answer(office, word.text) == 0 and answer(office, word.text, "--journal") == 1
        assert says in capsys.readouterr().out
    assert main(["journal", "verify", "--slip", word.text, "--config", office.config]) == 1
    assert "closing slip 2026-11-23: the journal counts" in capsys.readouterr().out


def test_an_unsigned_one_proves_nothing_alone(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """But the journal knows whether it was made of what stands there."""
    office.works()
    word = said(office.closes(courier=False))
    assert answer(office, word.text) == 1 and "not signed" in capsys.readouterr().out
    assert [*differences(word, office.journal)] == []
    (other,) = differences(replace(word, visits=2), office.journal)
    (away,) = differences(replace(word, day="2026-11-22"), office.journal)
    assert "something else than the slip was made of" in other and "no close of 2026-11-22" in away


@pytest.mark.parametrize("closing", [{}, {"source": "/x/k1", "day": 3}, {**WORD.__dict__, "signature": "00" * 64}])
def test_a_checkpoint_whose_closing_word_is_false_is_found(office: Office, closing: dict[str, object]) -> None:
    """By `kiosk journal verify`, though the checkpoint is signed over it."""
    office.works()
    office.closes()
    (found,) = [row for row in office.journal.rows() if row["type"] == e.Checkpoint.TYPE]
    heads = {s: {"sequence": n, "hash": office.journal.head(s)[1]} for s, n in office.journal.state.heads.items()}
    data = signed_anew({**found["data"], "heads": heads, "rows": found["seq"], "closing": closing}, KEY)
    office.journal.transact(lambda s, now: (e.Fact(e.Checkpoint(**data)),))
    (problem,) = office.journal.verify().problems
    assert "closing word" in problem and 1 <= len([*signed(office.journal)]) <= 2


# --- a citizen's own slip ---


def test_a_citizens_slip_proves_his_rating_and_no_level(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """The same words for every level, but for the hash, which 128 random bits keep from telling."""
    told = set()
    for level in (1, 2, 3, 4):
        office.works(level)
        day = office.wall // DAY_MS
        for code in (f"t1-{day}", f"t2-{day}"):
            assert proof_of(office.journal, code, [PUBLIC])[1][1:] == [UNSIGNED]
        office.closes()
        for code in (f"t1-{day}", f"t2-{day}"):
            good, lines = proof_of(office.journal, code, [PUBLIC])
            assert good and lines[-1] == NO_LEVEL and not proof_of(office.journal, code, [ANOTHER])[0]
            told.add(tuple(line.split(" of ")[0].split(" (")[0] for line in lines))
        assert proof_of(office.journal, f"t3-{day}", [PUBLIC]) == (False, [NONE])
    assert len(told) == 1
    assert answer(office, "--ticket", code) == 0 and "signed with key" in capsys.readouterr().out
    assert answer(office, "--ticket", "nobody") == 1 and answer(office) == 2


def test_a_rating_of_before_there_were_salts_shows_no_hash(office: Office) -> None:
    """Whoever tries four levels would find which one it is of."""
    office.journal._salt = lambda: ""
    office.works()
    office.closes()
    good, (first, *_) = proof_of(office.journal, f"t1-{MORNING // DAY_MS}", [PUBLIC])
    assert good and first == "a rating of 2026-11-23 stands under this slip"


def test_a_rating_that_was_cut_from_its_chain_is_covered_by_nothing(office: Office) -> None:
    """The head is signed, but what lies between does not lead to it."""
    office.works()
    office.closes()
    later = office.journal.after

    def cut(stream: str, sequence: int, limit: int) -> list[dict[str, object]]:
        return [{**event, "time": "2026-11-23T00:00:00.000+07:00"} for event in later(stream, sequence, limit)]

    office.journal.after = cut  # type: ignore[method-assign]
    assert proof_of(office.journal, f"t1-{MORNING // DAY_MS}", [PUBLIC])[1][1:] == [UNSIGNED]


def test_what_a_checkpoint_says_of_no_close_is_no_word() -> None:
    assert in_checkpoint({"sw": "1"}) is None
