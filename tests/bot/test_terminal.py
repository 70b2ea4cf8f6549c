from __future__ import annotations

from datetime import datetime, timedelta

from bot.coach import Coach
from bot.terminal import Terminal
from bot.wrapping import columns
from dialogs.pack import Pack
from dialogs.state import consented
from dialogs.values import Begin, Bubble, Message, Said, Tap, Text
from storage.memory import Book, MemoryStore
from tests.fakes import NOON, NOTICE


class Person:
    """Types the given lines, then leaves."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.seen: list[str] = []
        self.minutes = 0

    def ask(self, prompt: str) -> str:
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    def show(self, text: str) -> None:
        self.seen += text.split("\n")

    def now(self) -> datetime:
        self.minutes += 1
        return NOON + timedelta(minutes=self.minutes)

    async def talk(self, pack: Pack, book: Book) -> str:
        coach = Coach(pack, MemoryStore(book))
        terminal = Terminal(coach, "ton", ask=self.ask, show=self.show, now=self.now)
        await terminal.talk()
        return terminal.talked()


async def test_a_number_presses_a_button_and_every_line_fits_the_terminal(plain: Pack) -> None:
    person = Person("1", "ต้น", "1", "1", "1", "1")
    await person.talk(plain, {})
    assert any("[#1]" in line for line in person.seen)  # the main question: numbers are answers now
    assert all(columns(line) <= 76 for line in person.seen)


async def test_a_bare_number_may_be_an_answer_where_numbers_are(plain: Pack) -> None:
    person = Person("1", "ต้น", "1", "1", "1", "1", "1", "#2")
    talk = await person.talk(plain, {})
    assert "> 1\n" in talk
    assert "> [ขอตัวอย่าง]" in talk


async def test_the_conversation_goes_on_in_the_next_run(plain: Pack) -> None:
    book: Book = {}
    await Person("1", "ต้น").talk(plain, book)
    again = Person()
    again.minutes = 60
    await again.talk(plain, book)
    assert any("คุณต้น" in line for line in again.seen)


async def test_a_saved_talk_can_be_run_again(plain: Pack) -> None:
    from bot.talk import Talk

    talked = await Person("1", "ต้น", "1", "1", "1", "1", "handoffs!").talk(plain, {})
    script = "@ 2026-03-02 12:00\n\n" + talked
    again = await Talk(Coach(plain, MemoryStore())).run(script)
    assert [line for line in again.splitlines() if line.startswith(">")] == [
        line for line in talked.splitlines() if line.startswith(">")
    ]
    assert "+ DS501.01.handoffs covered: 'handoffs!'" in again


async def promised(pack: Pack, book: Book, officer: str) -> None:
    store = MemoryStore(book)
    coach = Coach(pack, store)
    said: list[Said] = [Begin("DS501.01"), text("next_step"), Tap("do"), Tap("when:tomorrow")]
    for n, what in enumerate(said, 1):
        message = Message(f"{officer}{n}", officer, NOON + timedelta(minutes=n), what)
        await coach.hear(message, lambda at: consented(at, NOTICE))


def text(typed: str) -> Text:
    return Text((Bubble("m", typed),))


async def test_what_was_promised_is_asked_about_when_its_day_has_come_and_only_once(
    plain: Pack,
) -> None:
    book: Book = {}
    await promised(plain, book, "ton")
    await promised(plain, book, "somebody else")
    person = Person("greet", "greet")
    person.minutes = 3 * 24 * 60
    talk = await person.talk(plain, book)
    asked = plain.content.phrases.say("went.ask", "krub", action="\0").partition("\0")[0]
    first, *later = talk.split("> greet")
    assert first.count(asked) == 1
    assert all(part.count(asked) <= 1 for part in later)  # the greeting leads back to it


async def test_before_its_day_a_promise_is_not_asked_about(plain: Pack) -> None:
    book: Book = {}
    await promised(plain, book, "ton")
    person = Person("greet")
    person.minutes = 10
    asked = plain.content.phrases.say("went.ask", "krub", action="\0").partition("\0")[0]
    assert asked not in await person.talk(plain, book)
