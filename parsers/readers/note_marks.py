"""What a raised mark of a footnote looks like that says itself that it is one.

Place in the flow: used by ``html_flow`` and ``word_text``. No bracket, star or circle is a digit or a power.
"""

from __future__ import annotations

import re

NOTE_MARK = r"\[\d{1,2}\]|【\d{1,2}】|〔\d{1,2}〕|[(（]?注?\s?\d{1,2}[)）]|注\s?\d{0,2}|[①-⑳]|[*＊†‡]{1,3}"
SAYS_IT_IS_A_MARK = re.compile(NOTE_MARK)
