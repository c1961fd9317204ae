"""Which signs a text may hold: what nobody can see must not turn a name into a mail's header or a sentence around."""

import re
import unicodedata

# C0, DEL and C1, the separators of lines and paragraphs, and what turns the direction of the text around it.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_TURNING = r"\u202a-\u202e\u2066-\u2069"
_SEPARATORS = r"\u2028\u2029"
_BROKEN = r"\ud800-\udfff\ufffe\uffff"  # halves of a sign, and what is none
HIDDEN = re.compile(f"[{_CONTROL}{_TURNING}{_SEPARATORS}{_BROKEN}]")
BLANK = re.compile(r"[ \t\r\n\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+")
# The same for PostgreSQL: what a column of one line refuses.
REFUSED_BY_DATABASE = r"[\u0001-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]"


class Hidden(ValueError):
    """A text holds a sign that nobody sees; the message names it and says what to do."""


def one_line(text: str) -> str:
    """The text composed (NFC), its white space, line breaks too, folded to single blanks. Raises Hidden."""
    return BLANK.sub(" ", _visible(text)).strip()


def many_lines(text: str) -> str:
    """The text composed (NFC), with line breaks as they are. Raises Hidden."""
    return _visible(text.replace("\r\n", "\n").replace("\r", "\n"))


def shown(text: str) -> str:
    """Any text as one line, whatever is in it: hidden signs become blanks. For the subject of a mail."""
    return BLANK.sub(" ", HIDDEN.sub(" ", text)).strip()


def _visible(text: str) -> str:
    if found := HIDDEN.search(text):
        raise Hidden(_told(text, found.start()))
    return unicodedata.normalize("NFC", text)


def _told(text: str, at: int) -> str:
    sign = text[at]
    before = "".join(one for one in text[max(0, at - 20) : at] if one.isprintable())
    where = f"behind “{before}”" if before.strip() else "at the beginning"
    name = unicodedata.name(sign, "").lower() or "a control sign"
    return f"There is a sign nobody can see {where} (U+{ord(sign):04X}, {name}). Delete it, or type the text anew."
