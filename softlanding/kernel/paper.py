"""What people file: an accessible PDF (PDF/UA-1) from a template in templates/paper/ and plain data."""

import json
from collections.abc import Mapping
from typing import Any

import typst
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates" / "paper"


def pdf(template: str, data: Mapping[str, Any], attached: Mapping[str, str] | None = None) -> bytes:
    """templates/paper/<template>.typ with `data` (texts, lists and mappings of texts) as a PDF.

    `attached` lies inside as files, name to text: what a reader needs to check a hash. A name in a script no font of
    this machine has would break the standard's promise that all text can be read; such a PDF is tagged all the same but
    does not claim PDF/UA-1. Raises typst.TypstError when the template does not compile.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False), "attached": json.dumps(attached or {}, ensure_ascii=False)}
    try:
        return _compiled(template, inputs, is_standard=True)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compiled(template, inputs, is_standard=False)


def _compiled(template: str, inputs: dict[str, str], *, is_standard: bool) -> bytes:
    return typst.compile(
        str(FOLDER / f"{template}.typ"), root=str(FOLDER), sys_inputs=inputs, format="pdf",
        pdf_standards="ua-1" if is_standard else None,
    )  # fmt: skip
