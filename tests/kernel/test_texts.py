"""What nobody sees is refused in what people give, and folded away where a text must go out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softlanding.kernel.texts import HIDDEN, Hidden, many_lines, one_line, shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Acme", "Acme"),
        ("  Acme \t\u00a0 Optics ", "Acme Optics"),
        ("\u200b\ufeffŁódź\u200b", "Łódź"),
        (unicodedata.normalize("NFD", "Málaga"), "Málaga"),
        ("Acme\r\nBcc: all", "Acme Bcc: all"),
        ("العربية 中关村 👩\u200d🔬", "العربية 中关村 👩\u200d🔬"),
    ],
)
def test_one_line_is_folded(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "Acme\x1cReply-To : ceo@example.org",
            "There is a sign nobody can see behind “Acme” (U+001C, a control sign). Delete it, or type the text anew.",
        ),
        ("Acme\x0b", "There is a sign nobody can see behind “Acme” (U+000B, a control sign)."),
        ("\x00", "There is a sign nobody can see at the beginning (U+0000, a control sign)."),
        ("invoice\u202etxt.exe", "behind “invoice” (U+202E, right-to-left override)"),
        ("Acme\u2028Bcc", "There is a sign nobody can see behind “Acme” (U+2028, line separator)."),
    ],
)
def test_what_nobody_sees_is_refused_by_its_place_and_name(typed: str, sentence: str) -> None:
    with pytest.raises(Hidden, match=".") as caught:
        one_line(typed)
    assert sentence in str(caught.value)


def test_a_text_keeps_its_line_breaks_and_no_other_hidden_sign() -> None:
    assert many_lines("one\r\ntwo\rthree\n\tfour") == "one\ntwo\nthree\n\tfour"
    for hidden in "\x00\x0b\x1c\x85\u2028\u202e\u2066":
        with pytest.raises(Hidden):
            many_lines(f"one{hidden}two")


@given(st.text(st.characters(codec=None)))
def test_nothing_hidden_comes_through(text: str) -> None:
    told = shown(text)
    assert not HIDDEN.search(told)
    assert "\n" not in told and "\r" not in told
    for clean in (one_line, many_lines):
        try:
            kept = clean(text)
        except Hidden as hidden:
            assert str(hidden).isprintable()
            continue
        assert not HIDDEN.search(kept)
        assert clean(kept) == kept  # typed again it stays as it is
