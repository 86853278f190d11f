// Tagging many customers of the list at once: the chosen rows, or everybody the list shows.

import { el } from "../condition_editor/dom";
import { picker } from "./chips";

const API = "bank_crm.api.customer_tags";

export class CustomerTagsBatch {
	/** `scope`: {customers: [names]} or {filters, tags, every}; `count` of them, `on_done` afterwards. */
	constructor({ scope, count, on_done }) {
		Object.assign(this, { scope, on_done });
		this.adding = new Set();
		this.removing = new Set();
		this.dialog = new frappe.ui.Dialog({
			title: __("Tag {0} Customers", [format_number(count, null, 0)]),
			size: "large",
			fields: [
				{ fieldname: "body", fieldtype: "HTML" },
				{ fieldname: "valid_until", fieldtype: "Date", label: __("New Tags Are Valid Until"), min_date: new Date() },
			],
			primary_action_label: __("Apply"),
			primary_action: () => this.apply(),
		});
		this.dialog.$wrapper.addClass("bank-tags-dialog");
		this.dialog.show();
		this.load();
	}

	async load() {
		const offered = await frappe.xcall(`${API}.popular`, {}, "GET");
		const part = (label, chosen, tags) => [el("h6", {}, label), picker(tags, chosen, () => this.mark()).box];
		const body = this.dialog.get_field("body").wrapper;
		const by_hand = offered.filter((tag) => tag.count);
		$(body).empty().append(part(__("Put On"), this.adding, offered), part(__("Take Off"), this.removing, by_hand));
		this.mark();
	}

	mark() {
		const both = [...this.adding].filter((name) => this.removing.has(name));
		const changes = this.adding.size + this.removing.size;
		this.dialog.get_primary_btn().prop("disabled", !changes || both.length > 0);
	}

	async apply() {
		const { customers, filters, tags, every } = this.scope;
		const values = {
			add: JSON.stringify([...this.adding]),
			remove: JSON.stringify([...this.removing]),
			valid_until: this.dialog.get_value("valid_until") || null,
		};
		if (customers) values.customers = JSON.stringify(customers);
		else Object.assign(values, { filters: JSON.stringify(filters), tags: JSON.stringify(tags), every: every ? 1 : 0 });
		this.dialog.disable_primary_action();
		let done;
		try {
			done = await frappe.xcall(`${API}.change_many`, values);
		} finally {
			this.dialog.enable_primary_action();
		}
		this.dialog.hide();
		frappe.show_alert({ message: told(done), indicator: done.not_allowed ? "orange" : "green" }, 7);
		this.on_done();
	}
}

function told(done) {
	if (done.queued) return __("{0} customers are being tagged; you will be told when it is done.", [done.customers]);
	const text = __("Put on {0} times, taken off {1} times.", [done.added, done.removed]);
	return done.not_allowed ? `${text} ${__("{0} customers you may only read were left alone.", [done.not_allowed])}` : text;
}
