import { member_word, person_link } from "../relations/words";
import { icon } from "./icons";

const ACCOUNT = "Bank Customer Account";
const EVENT = "Bank Behaviour Event";
const PORTRAIT = "Bank Customer Portrait";
const TRANSACTION = "Bank Customer Transaction";
const COLOURS = { High: "green", Medium: "blue", Low: "gray", None: "gray", Inflow: "green", Balanced: "blue", Outflow: "orange" };

/** Every kind of product, held ones with what lies on them, others with how often they were looked at. */
export function holdings_panel(holdings) {
	const f = bank_crm.format;
	const tiles = [...holdings]
		.sort((a, b) => Boolean(b.accounts) - Boolean(a.accounts))
		.map((kind) => {
			const looks = kind.views ? `<em title="${__("Looks in 30 days")}">${icon("behaviour")}${cint(kind.views)}</em>` : "";
			const figure = kind.accounts
				? `<span class="bank-amount${kind.is_liability ? " bank-owed" : ""}">${kind.is_liability ? "−" : ""}${f.escape(f.short_money(kind.balance))}</span>`
				: `<span class="text-muted">${__("Not held")}</span>`;
			return `<li class="${kind.accounts ? "held" : "free"}"><b>${f.escape(__(kind.category, null, ACCOUNT))}${looks}</b>${figure}</li>`;
		});
	return `<ul class="bank-holdings">${tiles.join("")}</ul>`;
}

export function maturities_panel(rows) {
	const f = bank_crm.format;
	return list(
		rows.map(
			(row) => `<a href="#" data-account="${f.escape(row.name)}" class="bank-grow">${f.escape(row.product_name || __(row.category, null, ACCOUNT))}</a>
			<span class="bank-amount">${f.escape(f.short_money(row.balance))}</span>
			<small class="${row.days <= 7 ? "bank-owed" : "text-muted"}" title="${f.escape(f.day(row.maturity_date))}">${
				row.days ? __("in {0} days", [row.days]) : __("today")
			}</small>`
		)
	);
}

export function care_panel(tasks) {
	const f = bank_crm.format;
	return list(
		tasks.map(
			(task) => `<a class="bank-grow" href="${frappe.utils.get_form_link("Bank Care Task", task.name)}">${f.escape(__(task.subject || task.occasion, null, "Bank Care Task"))}</a>
			<small class="${task.overdue ? "bank-owed" : "text-muted"}">${f.escape(f.day(task.due_on))}${task.overdue ? ` · ${__("Overdue")}` : ""}</small>`
		)
	);
}

/** Sums of all members, or of those the user sees; the others are there with their masked names. */
export function household_panel(household) {
	const f = bank_crm.format;
	const members = household.members.map(
		(member) => `<span class="bank-grow">${person_link(member)}</span>
			<small class="text-muted">${f.escape(member_word(member.role))}</small>
			<span class="bank-amount">${member.total_aum === null ? "" : f.escape(f.short_money(member.total_aum))}</span>`
	);
	const { hidden } = household;
	const sums = [
		[hidden ? __("Assets of the Members You See") : __("Total Assets"), f.short_money(household.total_aum)],
		[hidden ? __("Liabilities of the Members You See") : __("Total Liabilities"), f.short_money(household.total_liability)],
		...(household.product_count === null ? [] : [[__("Products"), cint(household.product_count)]]),
	];
	const note = hidden ? `<div class="text-muted small">${__("{0} members are not among your customers.", [hidden])}</div>` : "";
	return `<dl class="bank-sums">${sums.map(([label, value]) => `<div><dt>${label}</dt><dd>${f.escape(value)}</dd></div>`).join("")}</dl>
		${list(members)}${note}`;
}

export function behaviour_panel(events) {
	const f = bank_crm.format;
	return list(
		events.map((event) => {
			const what = [__(event.event_type, null, EVENT), event.page].filter(Boolean).join(" · ");
			return `<span class="bank-grow">${f.escape(what)}</span>
				<small class="text-muted">${f.escape(event.channel && __(event.channel, null, EVENT))} ${f.escape(f.moment(event.occurred_at))}</small>`;
		})
	);
}

export function portrait_panel(portrait) {
	const f = bank_crm.format;
	const word = (value) => (value ? __(value, null, PORTRAIT) : "");
	const pill = (value) =>
		value ? `<span class="indicator-pill no-indicator-dot ${COLOURS[value] || "gray"}">${f.escape(word(value))}</span>` : "";
	const spending = [
		portrait.spend_count && __("{0} a month", [f.short_money(portrait.spend_month_avg)]),
		portrait.spend_channel && __(portrait.spend_channel, null, TRANSACTION),
	];
	const flow = [
		portrait.flow_trend && __("in {0}, out {1}", [f.short_money(portrait.flow_in), f.short_money(portrait.flow_out)]),
		portrait.main_inflow && __("mostly {0}", [__(portrait.main_inflow, null, TRANSACTION)]),
	];
	const risk = [portrait.declared_risk && __(portrait.declared_risk, null, "Bank Customer"), portrait.held_risk && __("holds up to {0}", [portrait.held_risk])];
	const interest = portrait.interest && [
		__(portrait.interest, null, ACCOUNT),
		__("{0} looks", [cint(portrait.interest_count)]),
	];
	const rows = [
		[__("Consumption"), pill(portrait.consumption_level), spending],
		[__("Fund Flow"), pill(portrait.flow_trend), flow],
		[__("Risk", null, PORTRAIT), "", risk],
		[__("Interest", null, PORTRAIT), "", interest || []],
		[__("Need"), "", [portrait.need]],
		[__("Potential", null, PORTRAIT), pill(portrait.potential), portrait.potential_reasons || []],
	].filter(([, badge, words]) => badge || words.some(Boolean));
	const lines = rows.map(
		([label, badge, words]) => `<div><dt>${label}</dt><dd>${badge} ${f.escape(words.filter(Boolean).join(" · "))}</dd></div>`
	);
	const when = __("Computed {0} over {1} days", [f.moment(portrait.computed_at), cint(portrait.window_days)]);
	return `<dl class="bank-portrait">${lines.join("")}</dl><div class="text-muted small">${f.escape(when)}</div>`;
}

/** Moves of tier and stage, the latest first, with who and why. */
export function history_panel(tier_changes, stage_changes) {
	const f = bank_crm.format;
	const rows = [
		...tier_changes.map((change) => ({ ...change, kind: "tier" })),
		...stage_changes.map((change) => ({ ...change, kind: "relationship_stage" })),
	].sort((a, b) => (a.at < b.at ? 1 : -1));
	return list(
		rows.slice(0, 8).map(
			(change) => `<span class="bank-grow">${change.before ? `${f.escape(f.word(change.kind, change.before))} → ` : ""}${f.pill(change.kind, change.after)}
			<small class="text-muted">${f.escape(change.reason)}</small></span>
			<small class="text-muted">${f.escape(f.day(change.at.slice(0, 10)))}</small>`
		)
	);
}

/** A panel a module registered without a script of its own. */
export function listing_panel(listing) {
	const f = bank_crm.format;
	return list(
		listing.rows.map((row) => {
			const title = row.doctype && row.name
				? `<a class="bank-grow" href="#" data-open="${f.escape(row.doctype)}" data-name="${f.escape(row.name)}">${f.escape(row.title)}</a>`
				: `<span class="bank-grow">${f.escape(row.title)}</span>`;
			const status = row.status ? `<span class="indicator-pill no-indicator-dot gray">${f.escape(row.status)}</span>` : "";
			const begin =
				row.begin && frappe.model.can_create(row.doctype)
					? `<a href="#" class="bank-begin" data-begin="${f.escape(row.doctype)}" data-values="${f.escape(JSON.stringify(row.begin))}">${__("New {0}", [__(row.doctype)])}</a>`
					: "";
			return `${title}${begin}${status}<small class="text-muted">${f.escape([row.note, f.day(row.on)].filter(Boolean).join(" · "))}</small>`;
		})
	);
}

function list(rows) {
	return `<ul class="bank-rows">${rows.map((row) => `<li>${row}</li>`).join("")}</ul>`;
}
