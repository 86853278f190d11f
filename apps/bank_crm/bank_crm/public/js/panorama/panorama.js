import { account_table, transaction_table } from "./tables";
import { asset_chart, asset_split } from "./charts";
import { ContactSheet, ask_stage, bind_needs, bind_steps, needs_panel, steps_panel } from "./contact";
import { annotate, contact_buttons, header, tag_pills } from "./header";
import { Timeline } from "./timeline";
import * as side from "./side";

const METHOD = "bank_crm.api.customer_page.page";

frappe.provide("bank_crm.customer_panels");

/**
 * Draws into `wrapper` what the customer's page shows beside the document; one request for all of it.
 * A module's own panel is drawn by `bank_crm.customer_panels[name] = {title, draw(data, page), wide}`, or, where
 * it answers with a title and rows, without any script.
 */
export class Panorama {
	constructor(wrapper, doc) {
		this.wrapper = $(wrapper);
		this.doc = doc;
	}

	async show() {
		this.wrapper.html(`<div class="bank-panorama">${header(this.doc)}<div class="bank-sheet-place"></div>
			<div class="bank-panorama-body"></div></div>`);
		this.root = this.wrapper.find(".bank-panorama");
		this.body = this.root.find(".bank-panorama-body");
		this.body.html(skeleton());
		await this.reload();
	}

	async reload() {
		let data;
		try {
			data = await frappe.xcall(METHOD, { customer: this.doc.name }, "GET");
		} catch {
			this.show_error();
			return;
		}
		this.may = data.may;
		this.draw(data);
	}

	/** After a change of the document itself; the form draws the page anew. */
	async reload_document() {
		const form = window.cur_frm;
		if (form?.doctype === this.doc.doctype && form.docname === this.doc.name) await form.reload_doc();
		else await this.reload();
	}

	show_error() {
		this.body.html(`<div class="bank-state bank-state-error" role="alert">
			<div>${__("The customer's accounts could not be loaded.")}</div>
			<button class="btn btn-default btn-sm">${__("Try Again")}</button></div>`);
		this.body.find("button").on("click", () => this.show());
	}

	draw({ panels, timeline }) {
		this.draw_head(panels);
		this.body.html(`<div class="bank-columns"><div class="bank-main">${this.main(panels)}</div>
			<div class="bank-side">${this.side(panels)}</div></div>${this.tables(panels)}`);
		if (panels.months) asset_chart(this.body.find(".bank-chart-months"), panels.months);
		asset_split(this.body.find(".bank-chart-split"), panels.holdings);
		this.timeline = new Timeline(this, this.body.find(".bank-timeline-place"), timeline);
		this.bind();
	}

	draw_head(panels) {
		annotate(this.root, panels, this.doc);
		this.root.find(".bank-tags").html(tag_pills(panels.tags || []));
		this.root.find(".bank-actions").html(this.may.log_interaction ? contact_buttons() : "");
		const sheet = (this.sheet = this.sheet || new ContactSheet(this));
		this.root.find("[data-log]").on("click", (event) => sheet.open(event.currentTarget.dataset.log));
		const stage = this.root.find(".bank-stage").prop("disabled", !this.may.change).off("click");
		if (this.may.change) stage.on("click", () => ask_stage(this));
		this.complete_call();
	}

	/** The screen pop has filed a call and left its number: offer to complete it. */
	complete_call() {
		const call = bank_crm.popped_calls?.[this.doc.name];
		if (!call || !this.may.log_interaction) return;
		delete bank_crm.popped_calls[this.doc.name];
		this.sheet.open("Call", call);
	}

	main(panels) {
		const parts = [];
		if (panels.months && panels.holdings) {
			parts.push(section(__("Asset Panorama"), `<div class="bank-assets"><div class="bank-chart bank-chart-months"></div>
				<div class="bank-chart bank-chart-split"></div></div>`));
		}
		if (panels.holdings) parts.push(section(__("Holdings"), side.holdings_panel(panels.holdings)));
		parts.push(section(__("Timeline"), `<div class="bank-timeline-place"></div>`));
		return parts.join("") + this.others(panels, true);
	}

	tables(panels) {
		const parts = [];
		if (panels.accounts) parts.push(section(__("Accounts"), account_table(panels.accounts)));
		if (panels.transactions) {
			const all = `<a class="bank-all" href="#">${__("All Transactions")}</a>`;
			parts.push(section(__("Last Transactions"), transaction_table(panels.transactions), all));
		}
		return parts.length ? `<div class="bank-main bank-tables">${parts.join("")}</div>` : "";
	}

	side(panels) {
		const some = (rows) => rows?.length;
		const history = [...(panels.tier?.changes || []), ...(panels.stage || [])];
		const parts = [
			some(panels.next_steps) && section(__("Next Steps"), steps_panel(panels.next_steps)),
			panels.needs && section(__("Needs"), needs_panel(panels.needs, this)),
			some(panels.maturities) && section(__("Maturities in 90 Days"), side.maturities_panel(panels.maturities)),
			some(panels.care) && section(__("Customer Care"), side.care_panel(panels.care)),
			panels.portrait && section(__("Portrait"), side.portrait_panel(panels.portrait)),
			panels.household && section(household_title(panels.household), side.household_panel(panels.household)),
			some(panels.behaviour) && section(__("Last Behaviour"), side.behaviour_panel(panels.behaviour)),
			history.length &&
				section(__("Tier and Stage"), side.history_panel(panels.tier?.changes || [], panels.stage || [])),
		];
		return parts.filter(Boolean).join("") + this.others(panels, false);
	}

	/** Panels of other modules. */
	others(panels, wide) {
		return Object.entries(panels)
			.map(([name, data]) => {
				const own = bank_crm.customer_panels[name];
				if (own) return Boolean(own.wide) === wide && data ? section(own.title(), own.draw(data, this)) : "";
				const plain = !wide && data?.title && data.rows?.length;
				return plain ? section(bank_crm.format.escape(data.title), side.listing_panel(data)) : "";
			})
			.join("");
	}

	bind() {
		bind_needs(this.body, this);
		bind_steps(this.body, this);
		this.body.find(".bank-all").on("click", (event) => {
			event.preventDefault();
			frappe.set_route("List", "Bank Customer Transaction", { customer: this.doc.name });
		});
		this.body.find("[data-account]").on("click", (event) => {
			event.preventDefault();
			frappe.set_route("Form", "Bank Customer Account", event.currentTarget.dataset.account);
		});
		this.body.find("[data-begin]").on("click", (event) => {
			event.preventDefault();
			const { begin, values } = event.currentTarget.dataset;
			frappe.new_doc(begin, JSON.parse(values));
		});
		this.body.find("[data-open]").on("click", (event) => {
			event.preventDefault();
			frappe.set_route("Form", event.currentTarget.dataset.open, event.currentTarget.dataset.name);
		});
	}
}

function household_title(household) {
	const title = `${__("Household")} · ${bank_crm.format.escape(household.household_name)}`;
	if (household.hidden) return title; // its own form shows sums over everybody
	return `<a href="${frappe.utils.get_form_link("Bank Household", household.name)}">${title}</a>`;
}

function section(title, content, aside = "") {
	return `<section class="bank-section"><header><h4>${title}</h4>${aside}</header>${content}</section>`;
}

function skeleton() {
	return `<div class="bank-columns" aria-busy="true" aria-label="${__("Loading...")}">
		<div class="bank-main"><div class="bank-section bank-skeleton"></div><div class="bank-section bank-skeleton"></div></div>
		<div class="bank-side"><div class="bank-section bank-skeleton"></div></div></div>`;
}
