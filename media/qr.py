"""Codes to be scanned by a phone."""

import io

import segno

SCALE, BORDER = 10, 4
"""Pixels of a module, and modules of white around them all."""


def png(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=SCALE, border=BORDER)
    return out.getvalue()
