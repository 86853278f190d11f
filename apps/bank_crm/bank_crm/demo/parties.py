"""The other side of bookings: employers, the pension fund, friends, shops and firms."""

from __future__ import annotations

import numpy as np

from bank_crm.demo import names
from bank_crm.demo.flows import BUSINESS, EMPLOYER, MERCHANT, PENSION_FUND, PERSON, Flows
from bank_crm.demo.geography import CITIES
from bank_crm.demo.holdings import Holdings
from bank_crm.demo.people import People
from bank_crm.demo.plan import Chunk

FUND = "浙江省社会保险事业管理中心"
PAYROLL_AGENT = "人力资源代发专户"
MERCHANTS = (
	"世纪联华超市",
	"永辉超市",
	"便利蜂便利店",
	"美团外卖",
	"饿了么",
	"滴滴出行",
	"中石化加油站",
	"国家电网",
	"自来水公司",
	"城市燃气",
	"中国移动",
	"中国电信",
	"京东商城",
	"天猫超市",
	"拼多多",
	"银泰百货",
	"大润发",
	"老百姓大药房",
	"铁路12306",
	"携程旅行",
	"万达影城",
	"新华书店",
	"社区菜市场",
	"山姆会员店",
)
PEOPLE, FIRMS = 600, 200


def party_names(
	chunk: Chunk, people: People, holdings: Holdings, flows: Flows
) -> tuple[list[str], np.ndarray]:
	"""Names and, for each flow, the place of its counterparty among them; -1 where there is none."""
	pool = chunk.plan.rng("counterparties")
	persons = names.person_names(pool, pool.random(PEOPLE) < 0.5)
	firms = names.company_names(pool, pool.integers(0, len(CITIES), FIRMS))
	found = [FUND, *MERCHANTS, *persons, *firms, *(employer or PAYROLL_AGENT for employer in people.employer)]
	rng, count = chunk.rng("parties"), len(flows)
	first_person = 1 + len(MERCHANTS)
	first_firm, first_employer = first_person + PEOPLE, first_person + PEOPLE + FIRMS
	customer = holdings.customer[flows.account]
	# Everybody deals with a handful of people, again and again.
	friend = (customer * 37 + rng.integers(0, 5, count) * 101) % PEOPLE
	place = np.select(
		[
			flows.party == PENSION_FUND,
			flows.party == MERCHANT,
			flows.party == PERSON,
			flows.party == BUSINESS,
			flows.party == EMPLOYER,
		],
		[
			np.zeros(count, dtype=np.int64),
			1 + rng.integers(0, len(MERCHANTS), count),
			first_person + friend,
			first_firm + (customer * 13 + rng.integers(0, 8, count) * 17) % FIRMS,
			first_employer + customer,
		],
		-1,
	)
	return found, place
