"""The methods a volume may be carried on by, from statsmodels; seasonal naive needs no library (SAL-03).

Without statsmodels (extra `forecast`) only seasonal naive is there, and whoever asks is told so.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

from bank_crm.domain import volume_forecast as rules
from bank_crm.domain.errors import DomainError
from bank_crm.domain.performance_enums import VolumeMethod as Name
from bank_crm.domain.volume_forecast import Method, Point

LIBRARY = "statsmodels"
#: The share of months outside the bounds.
OUTSIDE = 1 - rules.COVERED
#: Fewer months than these teach a method nothing.
LEAST_MONTHS = 8


def library_is_there() -> bool:
	"""Tell whether the statistical methods can be tried."""
	return find_spec(LIBRARY) is not None


def known(season: int) -> dict[str, Method]:
	"""Return the methods to be tried, by name; all of them refuse a history that is too short for them."""
	found: dict[str, Method] = {Name.SEASONAL_NAIVE.value: rules.seasonal_naive(season)}
	if library_is_there():
		found |= {
			Name.SMOOTHING.value: _scaled(_smoothing(None), LEAST_MONTHS),
			Name.SEASONAL_SMOOTHING.value: _scaled(_smoothing(season), 2 * season + LEAST_MONTHS),
			Name.THETA.value: _scaled(_theta(season), LEAST_MONTHS),
		}
	return found


Fit = Callable[[Sequence[float], int], tuple[Sequence[float], Any]]


def _scaled(fit: Fit, least: int) -> Method:
	"""Fit around 1, since optimisers lose their way among billions; a method may converge badly, the back-test tells."""

	def carry_on(history: Sequence[float], horizon: int) -> list[Point]:
		if len(history) < least:
			raise DomainError("history_too_short")
		size = sum(abs(value) for value in history) / len(history)
		if not size:
			raise DomainError("nothing_but_zero")
		with warnings.catch_warnings():
			warnings.simplefilter("ignore")
			values, bounds = fit([value / size for value in history], horizon)
		return [
			Point(float(value) * size, float(low) * size, float(high) * size)
			for value, (low, high) in zip(values, bounds, strict=True)
		]

	return carry_on


def _smoothing(season: int | None) -> Fit:
	def fit(history: Sequence[float], horizon: int) -> tuple[Sequence[float], Any]:
		from statsmodels.tsa.exponential_smoothing.ets import ETSModel

		seasonal = {"seasonal": "add", "seasonal_periods": season} if season else {}
		model = ETSModel(_series(history), error="add", trend="add", damped_trend=True, **seasonal)
		done = model.fit(disp=False, maxiter=200)
		told = done.get_prediction(start=len(history), end=len(history) + horizon - 1)
		return told.predicted_mean.to_numpy(), told.pred_int(alpha=OUTSIDE).to_numpy()

	return fit


def _theta(season: int) -> Fit:
	def fit(history: Sequence[float], horizon: int) -> tuple[Sequence[float], Any]:
		from statsmodels.tsa.forecasting.theta import ThetaModel

		told = ThetaModel(
			_series(history),
			period=season,
			deseasonalize=len(history) >= 2 * season,
			method="additive",
		).fit()
		bounds = told.prediction_intervals(steps=horizon, alpha=OUTSIDE)
		return told.forecast(horizon).to_numpy(), bounds[["lower", "upper"]].to_numpy()

	return fit


def _series(history: Sequence[float]) -> Any:
	"""The library wants months to go by; which ones is no matter."""
	import pandas as pd

	return pd.Series(list(history), index=pd.period_range("2000-01", periods=len(history), freq="M"))
