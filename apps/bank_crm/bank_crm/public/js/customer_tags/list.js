// A bar of tags above the customer list: a click filters by one, Shift+click adds one to the filter (UX-04).

import { el } from "../condition_editor/dom";
import { CustomerTagsBatch } from "./batch";
import { chip } from "./chips";

const API = "bank_crm.api.customer_tags";
const SHOWN = 14;
const ON_ROWS = 2;

export class CustomerTagsList {
	constructor(listview) {
		this.listview = listview;
		this.selected = [];
		this.every = true;
		this.more = false;
		this.tags = [];
		this.bar = el("div", { class: "bank-tag-bar", role: "group", "aria-label": __("Filter by Tags") });
		listview.page.page_form.after(this.bar);
		this.join_query();
		this.add_actions();
		this.take_over();
		this.load();
	}

	async load() {
		this.tags = await frappe.xcall(`${API}.popular`, {}, "GET");
		this.draw();
		this.show_on_rows();
	}

	/** What another screen asked for before it came here: `bank_crm.tags_to_filter`. */
	take_over() {
		const asked = bank_crm.tags_to_filter;
		delete bank_crm.tags_to_filter;
		if (asked?.length) this.filter(asked);
	}

	/** The list asks our end point while tags are chosen; everything else of its request stays. */
	join_query() {
		const { listview } = this;
		const call_args = listview.get_call_args.bind(listview);
		const count_str = listview.get_count_str.bind(listview);
		listview.get_call_args = () => {
			const call = call_args();
			if (!this.selected.length) return call;
			return { ...call, method: `${API}.list_rows`, args: { ...call.args, ...this.wanted() } };
		};
		listview.get_count_str = () => (this.selected.length ? this.count_str() : count_str());
	}

	wanted() {
		return { tags: JSON.stringify(this.selected), every: this.every ? 1 : 0 };
	}

	async count() {
		const { listview } = this;
		const filters = JSON.stringify(listview.get_filters_for_args());
		const method = this.selected.length ? `${API}.list_count` : "frappe.desk.reportview.get_count";
		const args = { doctype: listview.doctype, filters, ...(this.selected.length ? this.wanted() : {}) };
		return frappe.xcall(method, args);
	}

	async count_str() {
		const { listview } = this;
		listview.total_count = await this.count();
		return __("{0} of {1}", [
			format_number(listview.data.length, null, 0),
			format_number(listview.total_count, null, 0),
		]);
	}

	add_actions() {
		const { page } = this.listview;
		if (!frappe.model.can_create("Bank Tag Assignment")) return;
		page.add_actions_menu_item(__("Tags"), () => {
			const customers = this.listview.get_checked_items(true);
			this.batch({ customers }, customers.length);
		}, false);
		page.add_menu_item(__("Tag All Listed Customers"), async () => {
			const scope = { filters: this.listview.get_filters_for_args(), tags: this.selected, every: this.every };
			this.batch(scope, await this.count());
		});
	}

	batch(scope, count) {
		const on_done = () => {
			this.listview.clear_checked_items?.();
			this.listview.refresh();
			this.load();
		};
		new CustomerTagsBatch({ scope, count, on_done });
	}

	click(event, name) {
		event.preventDefault();
		event.stopPropagation();
		const on = this.selected.includes(name);
		if (event.shiftKey) this.filter(on ? this.selected.filter((one) => one !== name) : [...this.selected, name]);
		else this.filter(on && this.selected.length === 1 ? [] : [name]);
		window.getSelection()?.removeAllRanges(); // Shift+click marks text
	}

	filter(names) {
		this.selected = names;
		this.listview.start = 0;
		this.listview.page_length = this.listview.selected_page_count || 20;
		this.draw();
		this.listview.refresh();
	}

	draw() {
		const used = this.tags.filter((tag) => tag.count || this.selected.includes(tag.name));
		const first = this.more ? used : used.slice(0, SHOWN);
		const hidden = used.filter((tag) => this.selected.includes(tag.name) && !first.includes(tag));
		const chips = [...first, ...hidden].map((tag) =>
			chip(tag, {
				pressed: this.selected.includes(tag.name),
				title: __("Click: customers with this tag. Shift+click: add it to the filter."),
				onclick: (event) => this.click(event, tag.name),
			}, el("small", {}, format_number(tag.count, null, 0)))
		);
		const parts = chips.length ? [el("span", { class: "bank-tag-bar-label" }, __("Tags")), ...chips] : [];
		if (used.length > SHOWN) parts.push(this.link(this.more ? __("Fewer") : __("More Tags"), () => (this.more = !this.more)));
		if (this.selected.length > 1) parts.push(this.mode());
		if (this.selected.length) {
			parts.push(el("button", { type: "button", class: "btn btn-xs btn-link", onclick: () => this.filter([]) }, __("Clear")));
		}
		this.bar.replaceChildren(...parts);
		this.bar.hidden = !parts.length;
	}

	link(label, change) {
		const act = () => {
			change();
			this.draw();
		};
		return el("button", { type: "button", class: "btn btn-xs btn-link", onclick: act }, label);
	}

	mode() {
		const one = (every, label) =>
			el("button", {
				type: "button", class: "condition-op", "aria-pressed": String(this.every === every),
				onclick: () => {
					this.every = every;
					this.filter(this.selected);
				},
			}, label);
		return el("span", { class: "condition-ops", role: "group" }, one(true, __("All of Them")), one(false, __("Any of Them")));
	}

	/** The first tags of the customers on the screen, behind their names; those of the filter are known. */
	async show_on_rows() {
		const names = this.listview.data.map((row) => row.name);
		if (!names.length) return;
		const found = await frappe.xcall(`${API}.of_customers`, { customers: JSON.stringify(names) }, "GET");
		this.listview.$result.find(".list-row").each((_index, row) => {
			row.querySelector(".bank-row-tags")?.remove();
			const name = row.querySelector("[data-name]")?.dataset.name;
			const tags = found[name && decodeURIComponent(name)];
			if (!tags) return;
			const open = tags.filter((tag) => !this.selected.includes(tag.tag));
			const chips = open.slice(0, ON_ROWS).map((tag) =>
				chip(tag, { onclick: (event) => this.click(event, tag.tag) })
			);
			if (open.length > ON_ROWS) {
				const rest = open.slice(ON_ROWS).map((tag) => tag.tag);
				chips.push(el("small", { class: "text-muted", title: rest.join("、") }, `+${rest.length}`));
			}
			row.querySelector(".list-subject")?.append(el("span", { class: "bank-row-tags" }, chips));
		});
	}
}
