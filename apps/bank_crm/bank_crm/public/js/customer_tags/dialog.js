// 【标签】 on one customer: what is on, what can be put on, and who did what when.

import { el } from "../condition_editor/dom";
import { chip, picker } from "./chips";

const API = "bank_crm.api.customer_tags";

export class CustomerTags {
	constructor(customer, customer_name, on_saved = () => {}) {
		Object.assign(this, { customer, on_saved });
		this.adding = new Set();
		this.removing = new Set();
		this.dialog = new frappe.ui.Dialog({
			title: `${__("Tags")} · ${frappe.utils.escape_html(customer_name)}`,
			size: "large",
			fields: [
				{ fieldname: "body", fieldtype: "HTML" },
				{ fieldname: "valid_until", fieldtype: "Date", label: __("New Tags Are Valid Until"), min_date: new Date() },
			],
			primary_action_label: __("Save"),
			primary_action: () => this.save(),
		});
		this.body = this.dialog.get_field("body").wrapper;
		this.dialog.$wrapper.addClass("bank-tags-dialog").on("keydown", (event) => {
			if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.save();
		});
		$(this.body).html('<div class="bank-skeleton"></div>');
		this.dialog.show();
		this.load();
	}

	async load() {
		try {
			this.show(await frappe.xcall(`${API}.panel`, { customer: this.customer }, "GET"));
		} catch {
			$(this.body).text(__("The tags could not be loaded."));
		}
	}

	show(panel) {
		this.panel = panel;
		this.adding.clear();
		this.removing.clear();
		const held = new Set(panel.tags.map((tag) => tag.tag));
		this.current = el("div", { class: "bank-tags bank-tags-held" });
		const parts = [el("h6", {}, __("On This Customer")), this.current];
		if (panel.may_change) {
			const { box } = picker(panel.offered, this.adding, () => this.mark(), { held });
			parts.push(el("h6", {}, __("Put On")), box);
			if (panel.may_create) parts.push(this.creator());
		}
		parts.push(this.history(panel.history));
		$(this.body).empty().append(parts);
		this.dialog.set_df_property("valid_until", "hidden", !panel.may_change);
		this.draw_current();
		this.mark();
	}

	draw_current() {
		const chips = this.panel.tags.map((tag) => {
			const by_rule = tag.source === "Rule";
			const off = this.removing.has(tag.tag);
			const title = [
				__(tag.source, null, "Bank Tag Assignment"),
				frappe.user.full_name(tag.assigned_by),
				bank_crm.format.moment(tag.assigned_at),
				tag.valid_until ? __("until {0}", [bank_crm.format.day(tag.valid_until)]) : "",
			].filter(Boolean).join(" · ");
			if (by_rule || !this.panel.may_change)
				return chip(tag, { title, extra: by_rule ? "bank-tag-rule" : "" }, by_rule ? el("small", {}, __("by rule")) : null);
			const toggle = () => {
				if (!this.removing.delete(tag.tag)) this.removing.add(tag.tag);
				this.draw_current();
				this.mark();
			};
			const label = off ? __("Keep {0}", [tag.tag]) : __("Take off {0}", [tag.tag]);
			const button = el("button", { type: "button", "aria-label": label, title: label, onclick: toggle }, off ? "↺" : "×");
			return chip(tag, { title, extra: off ? "bank-tag-off" : "" }, button);
		});
		this.current.replaceChildren(...(chips.length ? chips : [el("span", { class: "text-muted" }, __("No tag yet."))]));
	}

	mark() {
		const changes = this.adding.size + this.removing.size;
		this.dialog.get_primary_btn().prop("disabled", !changes).toggle(this.panel.may_change);
	}

	creator() {
		const open = () =>
			frappe.prompt(
				[
					{ fieldname: "tag_name", fieldtype: "Data", label: __("Tag Name"), reqd: 1, length: 60 },
					{ fieldname: "category", fieldtype: "Select", label: __("Category"), reqd: 1, options: categories() },
					{ fieldname: "colour", fieldtype: "Color", label: __("Colour"), default: "#2f6fde" },
				],
				async (values) => {
					await frappe.db.insert({ doctype: "Bank Customer Tag", ...values });
					const panel = await frappe.xcall(`${API}.panel`, { customer: this.customer }, "GET");
					const adding = new Set([...this.adding, values.tag_name]);
					const removing = new Set(this.removing);
					this.show(panel);
					adding.forEach((name) => this.adding.add(name));
					removing.forEach((name) => this.removing.add(name));
					this.body.querySelectorAll(".bank-tag-picker [data-tag]").forEach((made) =>
						made.setAttribute("aria-pressed", String(this.adding.has(made.dataset.tag)))
					);
					this.draw_current();
					this.mark();
				},
				__("New Tag"),
				__("Create")
			);
		return el("button", { type: "button", class: "btn btn-xs btn-link bank-tag-new", onclick: open }, `+ ${__("New Tag")}`);
	}

	history(rows) {
		const lines = rows.map((row) =>
			el("tr", {},
				el("td", {}, bank_crm.format.moment(row.changed_at)),
				el("td", {}, row.tag),
				el("td", {}, __(row.change, null, "Bank Tag Change")),
				el("td", {}, __(row.source, null, "Bank Tag Change")),
				el("td", {}, row.changed_by ? frappe.user.full_name(row.changed_by) : ""))
		);
		const table = rows.length
			? el("table", { class: "bank-table" }, el("tbody", {}, lines))
			: el("p", { class: "text-muted" }, __("Nothing has changed yet."));
		return el("details", { class: "bank-tag-history" }, el("summary", {}, __("History")), el("div", { class: "bank-table-box" }, table));
	}

	async save() {
		if (!this.adding.size && !this.removing.size) return;
		const values = {
			customer: this.customer,
			add: JSON.stringify([...this.adding]),
			remove: JSON.stringify([...this.removing]),
			valid_until: this.dialog.get_value("valid_until") || null,
		};
		this.dialog.disable_primary_action();
		try {
			const panel = await frappe.xcall(`${API}.change`, values);
			frappe.show_alert({ message: __("Tags saved."), indicator: "green" });
			this.show(panel);
			this.on_saved(panel.tags);
		} finally {
			this.dialog.enable_primary_action();
			this.mark();
		}
	}
}

export function categories() {
	return ["Product", "Need", "Profile", "Behaviour", "Risk", "Other"].map((value) => ({
		value,
		label: __(value, null, "Bank Customer Tag"),
	}));
}
