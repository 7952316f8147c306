"""Cells of a table that a spreadsheet opens: words stay words."""

# Full-width signs begin a formula as well where people write with them.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_UNSEEN = " \u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"


def safe(cell: str) -> str:
    """Return words so that an office program shows them, and does not compute them."""
    return f"'{cell}" if cell.lstrip(_UNSEEN).startswith(_FORMULA) else cell
