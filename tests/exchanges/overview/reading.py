"""A page of the overview as its words."""

import re

PAGES = ("matrix/", "flows/", "trend/", "ages/", "postings/", "reserved/", "landings/")


def text_of(response) -> str:
    plain = re.sub(r"<svg.*?</svg>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", plain).split())
