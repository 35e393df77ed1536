"""The time in which officials live: a day, wherever one is meant, is a day in Beijing.

Place in the flow: read by the alerts (until when is it waived?), the checks (on which day was it seen?) and the mails.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

# There is no summer time since 1991.
BEIJING: Final = dt.timezone(dt.timedelta(hours=8), "北京时间")
