import { icon } from "./icons";
import { empty } from "./tables";

const METHOD = "bank_crm.api.customer_page.timeline";
const OUTCOME_COLOURS = { Reached: "blue", Interested: "green", Done: "green", "Not Reached": "gray", "Not Interested": "orange", Other: "gray" };

// what a kind is called in the filter; a module that adds a kind gives it a name here by its own script
const KINDS = {
	call: () => __("Calls"),
	visit: () => __("Visits"),
	message: () => __("Messages"),
	branch: () => __("Branch Visits"),
	need: () => __("Needs"),
	care: () => __("Care"),
	change: () => __("Changes"),
	behaviour: () => __("Behaviour"),
	order: () => __("Work Orders"),
	response: () => __("Campaign Responses"),
	opportunity: () => __("Opportunities"),
	journey: () => __("Journeys"),
	contract: () => __("Contracts"),
	application: () => __("Applications"),
};

frappe.provide("bank_crm.timeline_kinds");

/** One timeline of everything, with a filter by kind and older entries on demand. */
export class Timeline {
	constructor(page, root, first) {
		this.page = page;
		this.root = root;
		this.first = first;
		this.kind = null;
		this.draw();
		this.fill(first, true);
	}

	draw() {
		const chips = [[null, __("All")], ...this.first.kinds.map((kind) => [kind, kind_word(kind)])];
		this.root.html(`<div class="bank-chips bank-filter" role="group" aria-label="${__("Filter")}">${chips
			.map(
				([kind, label]) =>
					`<button type="button" class="bank-chip${kind ? "" : " on"}" data-kind="${bank_crm.format.escape(kind || "")}"
						aria-pressed="${!kind}">${bank_crm.format.escape(label)}</button>`
			)
			.join("")}</div><ol class="bank-timeline"></ol>
			<button type="button" class="btn btn-default btn-xs bank-older">${__("Earlier")}</button>`);
		this.root.on("click", "[data-kind]", (event) => this.choose(event.currentTarget.dataset.kind || null));
		this.root.find(".bank-older").on("click", () => this.load(this.next));
	}

	choose(kind) {
		this.kind = kind;
		this.root.find("[data-kind]").each((_index, chip) => {
			const on = (chip.dataset.kind || null) === kind;
			$(chip).toggleClass("on", on).attr("aria-pressed", String(on));
		});
		this.load(null);
	}

	async load(cursor) {
		const turn = (this.turn = (this.turn || 0) + 1);
		const kinds = this.kind ? JSON.stringify([this.kind]) : null;
		let answer;
		try {
			answer = await frappe.xcall(METHOD, { customer: this.page.doc.name, kinds, ...(cursor || {}) }, "GET");
		} catch {
			return; // the framework has shown why; what is drawn stays
		}
		if (turn === this.turn) this.fill(answer, !cursor);
	}

	fill(answer, anew) {
		const list = this.root.find(".bank-timeline");
		const rows = answer.entries.map((entry) => entry_html(entry, answer.names)).join("");
		if (anew) list.html(rows || `<li class="bank-none">${empty(__("Nothing here yet."))}</li>`);
		else list.append(rows);
		this.next = answer.next;
		this.root.find(".bank-older").toggle(Boolean(answer.next));
	}
}

function kind_word(kind) {
	return KINDS[kind]?.() || bank_crm.timeline_kinds[kind]?.() || __(frappe.utils.to_title_case(kind));
}

function entry_html(entry, names) {
	const f = bank_crm.format;
	const outcome = entry.outcome
		? `<span class="indicator-pill no-indicator-dot ${OUTCOME_COLOURS[entry.outcome] || "gray"}">${f.escape(
				__(entry.outcome, null, entry.doctype)
		  )}</span>`
		: "";
	const next = entry.next_step || entry.next_date
		? `<div class="bank-next">${__("Next Step")}: ${f.escape(
				[entry.next_step, f.day(entry.next_date)].filter(Boolean).join(" · ")
		  )}</div>`
		: "";
	const text = entry.text ? `<div class="bank-text">${f.escape(entry.text)}</div>` : "";
	const who = entry.user ? names[entry.user] || entry.user : "";
	return `<li data-entry="${f.escape(entry.doctype)}:${f.escape(entry.name)}"><span class="bank-dot ${f.escape(entry.kind)}">${icon(entry.kind)}</span>
		<div class="bank-entry"><div class="bank-entry-head"><b>${f.escape(title(entry))}</b>
			<span class="text-muted">${f.escape(note(entry))}</span>${outcome}
			<small class="text-muted bank-when">${f.escape([who, f.moment(entry.at)].filter(Boolean).join(" · "))}</small></div>
		${text}${next}</div></li>`;
}

function title(entry) {
	return __(entry.title || "", null, entry.context && entry.title !== entry.doctype ? entry.context : null);
}

function note(entry) {
	if (!entry.note) return "";
	const word = (part) => __(part, null, entry.context || entry.doctype);
	return entry.note.includes("→") ? entry.note.split("→").filter(Boolean).map(word).join(" → ") : word(entry.note);
}
