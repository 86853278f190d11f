"""The Chinese calendar of the years 1900 to 2100, by the library borax (CAR-02)."""

from datetime import date
from functools import lru_cache

from borax.calendars.lunardate import InvalidLunarDateError, LunarDate, TermUtils

from bank_crm.domain.care_calendar import LunarDay


class ChineseCalendar:
	"""`domain.care_calendar.LunarCalendar` by borax. Days outside its tables raise ValueError."""

	def to_lunar(self, day: date) -> LunarDay:
		"""Convert a solar day."""
		found = LunarDate.from_solar_date(day.year, day.month, day.day)
		return LunarDay(found.year, found.month, found.day, bool(found.leap))

	def to_solar(self, lunar: LunarDay) -> date | None:
		"""Convert a lunar day; None where that year's month has no such day, or no such leap month."""
		return _to_solar(lunar)

	def solar_term(self, year: int, name: str) -> date:
		"""Return the day of a solar term of a solar year."""
		return TermUtils.nth_term_day(year, term_name=name)


@lru_cache(maxsize=20_000)
def _to_solar(lunar: LunarDay) -> date | None:
	try:
		return LunarDate(lunar.year, lunar.month, lunar.day, int(lunar.leap)).to_solar_date()
	except InvalidLunarDateError:
		return None
