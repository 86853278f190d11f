"""The demo bank's products: every category, every risk level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from bank_crm.domain.enums import ProductCategory

CATEGORIES = ProductCategory.values()
SAVINGS, TIME_DEPOSIT, WEALTH, FUND, PRECIOUS_METAL, INSURANCE, LOAN, CREDIT_CARD, DEBIT_CARD = range(9)
ASSET_CATEGORIES = (SAVINGS, TIME_DEPOSIT, WEALTH, FUND, PRECIOUS_METAL, INSURANCE)
LIABILITY_CATEGORIES = (LOAN, CREDIT_CARD)


@dataclass(frozen=True)
class Product:
	"""`rate` in percent a year, `minimum` in CNY, `risk` 1..5; a term of 0 months means open-ended.

	`tier_level` is the lowest customer tier (0 mass … 3 private) that may buy it; `company` products are for
	companies only.
	"""

	code: str
	name: str
	category: int
	risk: int
	rate: float
	term_months: int
	minimum: int
	tier_level: int = 0
	company: bool = False
	on_sale: bool = True
	description: str = ""


PRODUCTS: tuple[Product, ...] = (
	Product("SA001", "活期储蓄", SAVINGS, 1, 0.15, 0, 1, description="随存随取"),
	Product("SA002", "活期宝智能存款", SAVINGS, 1, 0.35, 0, 1_000, description="按日计息,随时支取"),
	Product("SA003", "代发工资账户", SAVINGS, 1, 0.20, 0, 1, description="代发工资客户专属"),
	Product("SA004", "单位活期存款", SAVINGS, 1, 0.15, 0, 1, company=True),
	Product("TD003", "整存整取三个月", TIME_DEPOSIT, 1, 1.15, 3, 50),
	Product("TD006", "整存整取六个月", TIME_DEPOSIT, 1, 1.35, 6, 50),
	Product("TD012", "整存整取一年", TIME_DEPOSIT, 1, 1.45, 12, 50),
	Product("TD024", "整存整取二年", TIME_DEPOSIT, 1, 1.65, 24, 50),
	Product("TD036", "整存整取三年", TIME_DEPOSIT, 1, 1.95, 36, 50),
	Product("TD060", "整存整取五年", TIME_DEPOSIT, 1, 2.00, 60, 50),
	Product("CD036", "三年期大额存单", TIME_DEPOSIT, 1, 2.15, 36, 200_000, description="二十万元起存"),
	Product("TC012", "单位定期存款一年", TIME_DEPOSIT, 1, 1.45, 12, 10_000, company=True),
	Product("WM001", "之江安鑫日开净值型理财", WEALTH, 1, 2.05, 0, 1, description="每个工作日开放申赎"),
	Product("WM002", "之江稳盈三个月封闭式", WEALTH, 2, 2.60, 3, 10_000),
	Product("WM003", "之江稳盈六个月封闭式", WEALTH, 2, 2.85, 6, 10_000),
	Product("WM004", "之江稳盈一年封闭式", WEALTH, 2, 3.10, 12, 10_000),
	Product("WM005", "之江进取一年固收增强", WEALTH, 3, 3.60, 12, 10_000),
	Product("WM006", "之江臻享十八个月混合类", WEALTH, 4, 4.20, 18, 100_000, 1),
	Product(
		"WM007", "之江尊享私行专属组合", WEALTH, 3, 3.90, 12, 1_000_000, 3, description="私人银行客户专属"
	),
	Product("WM008", "之江权益优选", WEALTH, 5, 5.20, 24, 300_000, 2),
	Product("WM009", "单位结构性存款", WEALTH, 1, 2.30, 3, 100_000, company=True),
	Product("FD001", "货币市场基金A", FUND, 1, 1.80, 0, 1),
	Product("FD002", "中短债基金A", FUND, 2, 2.90, 0, 10),
	Product("FD003", "二级债基A", FUND, 3, 4.00, 0, 10),
	Product("FD004", "沪深三百指数基金", FUND, 4, 6.00, 0, 10),
	Product("FD005", "新兴产业股票基金", FUND, 5, 8.00, 0, 10),
	Product("PM001", "积存金", PRECIOUS_METAL, 3, 0.00, 0, 700),
	Product("PM002", "实物金条投资", PRECIOUS_METAL, 3, 0.00, 0, 7_000),
	Product("PM003", "白银账户", PRECIOUS_METAL, 4, 0.00, 0, 100, on_sale=False, description="暂停开立新户"),
	Product("IN001", "鑫享年金保险", INSURANCE, 2, 2.50, 120, 10_000),
	Product("IN002", "增额终身寿险", INSURANCE, 2, 2.50, 240, 5_000),
	Product("IN003", "福瑞两全保险", INSURANCE, 1, 2.00, 60, 1_000),
	Product("LN001", "个人住房按揭贷款", LOAN, 1, 3.45, 360, 100_000),
	Product("LN002", "个人消费贷款", LOAN, 1, 4.20, 36, 10_000),
	Product("LN003", "汽车分期贷款", LOAN, 1, 4.50, 60, 30_000),
	Product("LN004", "个人经营贷款", LOAN, 1, 3.95, 36, 50_000),
	Product("LN005", "小微企业流动资金贷款", LOAN, 1, 4.05, 12, 100_000, company=True),
	Product("CC001", "之江标准信用卡金卡", CREDIT_CARD, 1, 18.25, 0, 0),
	Product("CC002", "之江青年信用卡", CREDIT_CARD, 1, 18.25, 0, 0),
	Product("CC003", "之江白金信用卡", CREDIT_CARD, 1, 18.25, 0, 0, 1),
	Product("CC004", "之江私人银行黑金卡", CREDIT_CARD, 1, 18.25, 0, 0, 3),
	Product("DC001", "之江借记卡普卡", DEBIT_CARD, 1, 0.00, 0, 0),
	Product("DC002", "之江借记卡金卡", DEBIT_CARD, 1, 0.00, 0, 0, 1),
)


@cache
def index_of(code: str) -> int:
	return next(place for place, product in enumerate(PRODUCTS) if product.code == code)


@cache
def indexes(category: int, company: bool = False) -> np.ndarray:
	"""Products of a category on sale to persons (or to companies); int64."""
	return np.array(
		[
			place
			for place, product in enumerate(PRODUCTS)
			if product.category == category and product.company == company and product.on_sale
		]
	)


@cache
def column(attribute: str) -> np.ndarray:
	"""One attribute of all products as an array, in the order of `PRODUCTS`."""
	return np.array([getattr(product, attribute) for product in PRODUCTS])
