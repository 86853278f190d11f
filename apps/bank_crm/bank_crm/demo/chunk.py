"""Everything about one chunk's customers, made in one go and from the plan alone."""

from __future__ import annotations

from dataclasses import dataclass

from bank_crm.demo.events import Events, make_events
from bank_crm.demo.everyday import everyday_flows
from bank_crm.demo.flows import fixed_flows, join
from bank_crm.demo.holdings import Holdings, make_holdings
from bank_crm.demo.kin import Kin, make_kin
from bank_crm.demo.ledger import Ledger, MonthEnds, book, month_ends
from bank_crm.demo.organisation import Organisation
from bank_crm.demo.people import People, make_people
from bank_crm.demo.plan import Chunk
from bank_crm.demo.profile import Profile, Service, collaboration, counter_service, make_profile


@dataclass(frozen=True)
class ChunkData:
	"""The arrays of a chunk; see each class for shapes and units."""

	chunk: Chunk
	people: People
	kin: Kin
	holdings: Holdings
	ledger: Ledger
	ends: MonthEnds
	events: Events
	profile: Profile
	tellers: Service
	collaborators: Service


def make_chunk(chunk: Chunk, bank: Organisation) -> ChunkData:
	"""Generate a chunk; the same chunk of the same plan always comes out the same."""
	people = make_people(chunk, bank)
	kin = make_kin(chunk, people)
	people = kin.settle(people)
	holdings = make_holdings(chunk, people)
	fixed = fixed_flows(chunk, people, holdings)
	ledger = book(chunk.plan, holdings, join([fixed, everyday_flows(chunk, people, holdings, fixed)]))
	ends = month_ends(chunk.plan, chunk.count, holdings, ledger)
	events = make_events(chunk, people, holdings)
	profile = make_profile(chunk, people, holdings, ledger, ends, events)
	return ChunkData(
		chunk=chunk,
		people=people,
		kin=kin,
		holdings=holdings,
		ledger=ledger,
		ends=ends,
		events=events,
		profile=profile,
		tellers=counter_service(chunk, people, holdings, ledger, bank),
		collaborators=collaboration(chunk, people, profile, bank),
	)
