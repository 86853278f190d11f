import { BatchDialog } from "./batch";
import { Filters } from "./filters";
import { batch_question, batch_table, customer_table } from "./rows";

const METHODS = "bank_crm.api.tiering";

/** The page 【客户分层】. The answer to an older question never overwrites that to a newer one. */
export class Tiering {
	constructor(page) {
		this.page = page;
		this.latest = 0;
		this.conditions = null;
		this.body = $(`<div class="bank-tiering">
			<aside class="bank-tiering-filters" aria-label="${__("Filter")}"><div class="bank-skeleton"></div></aside>
			<section class="bank-tiering-result"><header></header><div class="bank-tiering-list"></div></section>
			<section class="bank-tiering-batches"></section></div>`).appendTo(page.main);
		this.head = this.body.find(".bank-tiering-result header");
		this.list = this.body.find(".bank-tiering-list");
		this.body.on("click", "[data-batch-action]", (event) => this.act(event.currentTarget));
		this.body.on("click", "[data-action=change]", () => this.change());
		this.body.on("click", "[data-action=further]", () => this.further());
		page.set_secondary_action(__("Refresh"), () => this.refresh(), { icon: "refresh" });
		page.add_inner_button(__("Tier Rules"), () => frappe.set_route("List", "Bank Customer Tier"));
		page.add_inner_button(__("Tier Changes"), () => frappe.set_route("List", "Bank Tier Change"));
	}

	async show() {
		if (this.filters) {
			this.refresh();
			return;
		}
		try {
			this.options = await frappe.xcall(`${METHODS}.options`, {}, "GET");
		} catch {
			this.body.find("aside").html(error(__("The tiers could not be loaded.")));
			return;
		}
		this.filters = new Filters(this.body.find("aside"), this.options.tiers, (tree) => this.find(tree));
		this.ask();
		this.load_batches();
	}

	refresh() {
		this.find(this.conditions);
		this.load_batches();
	}

	/** Nothing is asked for yet. */
	ask() {
		this.head.html(`<div class="bank-tiering-count"><b>–</b> <span>${__("customers found")}</span></div>`);
		const ladder = this.options.tiers.map(
			(tier) => `<li>${bank_crm.format.pill("tier", tier.name)}<span>${bank_crm.format.escape(tier.text)}</span></li>`
		);
		this.list.html(`<div class="bank-state text-muted"><div>${__("Set a filter to find customers.")}</div></div>
			<ul class="bank-tiering-ladder">${ladder.join("")}</ul>`);
	}

	async find(conditions) {
		this.conditions = conditions;
		const turn = ++this.latest;
		if (!conditions) {
			this.ask();
			return;
		}
		this.body.find(".bank-tiering-result").attr("aria-busy", "true");
		let found;
		try {
			found = await frappe.xcall(`${METHODS}.find`, { conditions });
		} catch {
			if (turn === this.latest) this.list.html(error(__("The search did not succeed. Try again.")));
			return;
		} finally {
			if (turn === this.latest) this.body.find(".bank-tiering-result").removeAttr("aria-busy");
		}
		if (turn === this.latest) this.draw(found);
	}

	draw(found) {
		this.found = found;
		this.rows = found.rows;
		const f = bank_crm.format;
		const change = this.options.may_prepare && found.count
			? `<button class="btn btn-primary btn-sm" data-action="change">${__("Change Tier of All Found")}</button>`
			: "";
		this.head.html(`<div class="bank-tiering-count" aria-live="polite"><b>${cint(found.count).toLocaleString()}</b>
			<span>${__("customers found")}</span>
			<small class="text-muted">${__("of {0}", [cint(found.base).toLocaleString()])} · ${__("As of {0}", [f.escape(f.moment(found.as_of))])}</small></div>${change}`);
		if (!found.count) {
			const why = (found.emptied_by?.texts || []).map((text) => f.escape(text)).join(" + ");
			this.list.html(`<div class="bank-state text-muted"><div>${__("Nobody fulfils all of this.")}</div>
				${why ? `<div>${__("Nobody is left because of: {0}", [why])}</div>` : ""}</div>`);
			return;
		}
		this.draw_rows();
	}

	draw_rows() {
		const left = this.found.count - this.rows.length;
		const further = left > 0 && this.rows.length
			? `<button class="btn btn-default btn-sm" data-action="further">${__("Show More")}</button>`
			: "";
		const none = `<div class="bank-state text-muted">${__("None of these customers is yours to see.")}</div>`;
		this.list.html(this.rows.length ? `${customer_table(this.rows)}<footer>${further}</footer>` : none);
	}

	async further() {
		const { conditions } = this;
		const rows = await frappe.xcall(`${METHODS}.more`, { conditions, start: this.rows.length });
		if (conditions !== this.conditions) return;
		this.rows = [...this.rows, ...rows];
		this.draw_rows();
	}

	change() {
		new BatchDialog(this.options, this.conditions, this.filters.in_words(), () => this.refresh());
	}

	async load_batches() {
		if (!frappe.model.can_read("Bank Tier Batch")) return;
		const { batches, people } = await frappe.xcall(`${METHODS}.batches`, {}, "GET");
		bank_crm.people.remember(people);
		this.batches = batches;
		const content = batches.length
			? batch_table(batches, this.options.may_decide)
			: `<div class="text-muted">${__("No batch yet.")}</div>`;
		this.body.find(".bank-tiering-batches").html(`<h4>${__("Batches")}</h4>${content}`);
	}

	act(button) {
		const action = button.dataset.batchAction;
		const name = $(button).closest("[data-batch]").data("batch");
		const run = async (values = {}) => {
			await frappe.xcall(`${METHODS}.${action}`, { name, ...values });
			frappe.show_alert({ message: __("Done"), indicator: "green" });
			this.refresh();
		};
		if (action === "reject") {
			const note = { fieldname: "note", fieldtype: "Small Text", label: __("Reason"), reqd: 1 };
			frappe.prompt([note], run, __("Reject"), __("Reject"));
		} else {
			this.ask_before(action, name, () => run());
		}
	}

	/** Whoever says yes has read how many customers it is about, what they were, and who wants it. */
	async ask_before(action, name, run) {
		const came_from = await frappe.xcall(`${METHODS}.effect`, { name }, "GET");
		const one = this.batches.find((row) => row.name === name);
		const text = batch_question(one, action, came_from, this.options.undo_days);
		frappe.confirm(text, run).set_title(`${action === "undo" ? __("Undo") : __("Approve")} · ${name}`);
	}
}

function error(text) {
	return `<div class="bank-state bank-state-error" role="alert">${text}</div>`;
}
