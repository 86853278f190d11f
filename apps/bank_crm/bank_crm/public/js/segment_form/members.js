// The members of a segment the user may see; in a group they are chosen here.

import { el, icon_button } from "../condition_editor/dom";
import { Tokens } from "../condition_editor/tokens";

const API = "bank_crm.api.segments";
const PAGE = 20;

export class Members {
	constructor({ wrapper, frm, by_hand }) {
		Object.assign(this, { frm, by_hand, rows: [] });
		this.box = el("section", { class: "bank-members" });
		wrapper.replaceChildren(this.box);
		if (frm.is_new()) this.box.append(el("p", { class: "condition-hint" }, __("Save the group, then choose its customers.")));
		else this.load();
	}

	is_complete() {
		return true;
	}

	async load() {
		const rows = await frappe.xcall(`${API}.members`, { name: this.frm.doc.name, start: this.rows.length }, "GET");
		this.rows.push(...rows);
		this.more = rows.length === PAGE;
		this.draw();
	}

	draw() {
		const { format } = bank_crm;
		const heads = [__("Customer"), __("Tier"), __("Mobile"), __("Total Assets"), __("Joined At")];
		const lines = this.rows.map((row) => {
			const tier = el("td");
			tier.innerHTML = format.pill("tier", row.tier); // escaped there
			const href = frappe.utils.get_form_link("Bank Customer", row.name);
			return el("tr", {},
				el("td", {}, el("a", { href }, row.customer_name)), tier, el("td", {}, row.mobile || ""),
				el("td", {}, format.short_money(row.total_aum)), el("td", {}, format.moment(row.joined_at)),
				this.by_hand ? el("td", {}, icon_button("close", __("Take Out"), () => this.remove(row.name))) : null);
		});
		const table = el("table", { class: "bank-table" },
			el("thead", {}, el("tr", {}, heads.map((head) => el("th", {}, head)))), el("tbody", {}, lines));
		const parts = [el("h6", {}, __("Members You May See"))];
		if (this.by_hand) parts.push(this.adder());
		parts.push(lines.length ? el("div", { class: "bank-table-box" }, table) : el("p", { class: "text-muted" }, __("None yet.")));
		if (this.more) {
			parts.push(el("button", { type: "button", class: "btn btn-xs btn-default", onclick: () => this.load() }, __("More")));
		}
		this.box.replaceChildren(...parts);
	}

	adder() {
		const box = el("div", { class: "bank-member-adder" });
		const tokens = new Tokens({ parent: box, doctype: "Bank Customer", label: __("Add Customers"), values: [], on_change: () => {} });
		const add = async () => {
			if (!tokens.values.length) return;
			await this.change("add_members", tokens.values);
		};
		box.append(el("button", { type: "button", class: "btn btn-sm btn-default", onclick: add }, __("Add")));
		return box;
	}

	remove(customer) {
		return this.change("remove_members", [customer]);
	}

	async change(method, customers) {
		await frappe.xcall(`${API}.${method}`, { name: this.frm.doc.name, customers: JSON.stringify(customers) });
		await this.frm.reload_doc();
		this.rows = [];
		await this.load();
	}
}
