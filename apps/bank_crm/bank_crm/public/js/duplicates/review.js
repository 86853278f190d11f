import { CUSTOMER, customer_link, escape, shown, sign_pills, with_reason } from "./words";

const METHODS = "bank_crm.api.duplicates.";

/** Draws a pair into its form: both customers, a choice per field, what would move. */
export class DuplicateReview {
	constructor(frm) {
		this.frm = frm;
		this.wrapper = frm.get_field("comparison").$wrapper;
	}

	async show(kept = null) {
		const { customer, other_customer } = this.frm.doc;
		this.wrapper.html(`<div class="bank-skeleton"></div>`);
		try {
			await new Promise((resolve) => frappe.model.with_doctype(CUSTOMER, resolve));
			const asked = { one: customer, other: other_customer, kept };
			this.data = await frappe.xcall(`${METHODS}compare`, asked, "GET");
		} catch {
			this.wrapper.html(`<div class="bank-state bank-state-error" role="alert">
				<div>${__("The two customers could not be loaded.")}</div>
				<button class="btn btn-default btn-sm">${__("Try Again")}</button></div>`);
			this.wrapper.find("button").on("click", () => this.show(kept));
			return;
		}
		this.choices = {};
		for (const line of this.data.lines) this.choices[line.fieldname] = line.choice;
		this.draw();
		this.buttons();
	}

	get open() {
		return this.frm.doc.status === "Open" && this.data.may_merge;
	}

	draw() {
		this.wrapper.html(`<div class="bank-duplicates">${this.head()}${this.table()}${this.moving()}</div>`);
		this.wrapper.find("input[type=radio]").on("change", (event) => this.choose(event.target));
		this.wrapper.find(".bank-dup-all").on("change", (event) => this.toggle(event.target.checked));
		this.toggle(false);
	}

	head() {
		const { score, pair } = this.data;
		const signs = `<div class="bank-dup-signs">${sign_pills(this.data.signs)}
			<span class="text-muted">${__("Likelihood")} <b>${cint(score)}%</b></span></div>`;
		if (this.frm.doc.status === "Open") return signs;
		const by = frappe.user_info(pair.decided_by).fullname;
		const when = frappe.datetime.str_to_user(pair.decided_at);
		const what = __(this.frm.doc.status, null, "Bank Duplicate Pair");
		const reason = pair.reason ? `<div>${escape(pair.reason)}</div>` : "";
		return `${signs}<div class="bank-dup-decided"><b>${escape(what)}</b>
			<span class="text-muted">${escape(by)} · ${escape(when)}</span>${reason}</div>`;
	}

	table() {
		const [kept, merged] = this.data.customers;
		const column = (customer, role) => `<th><div class="bank-dup-role">${role}</div>
			<div class="bank-dup-name">${escape(customer.customer_name)}</div>
			<div class="text-muted">${customer_link(customer.name)}${
			customer.source_system ? ` · ${escape(bank_crm.source_system(customer.source_system))}` : ""
		}</div></th>`;
		return `<table class="bank-dup-table"><thead><tr><th></th>
			${column(kept, __("Customer that is kept"))}${column(merged, __("Customer that is merged"))}</tr></thead>
			<tbody>${this.figures()}${this.data.lines.map((line) => this.line(line)).join("")}</tbody></table>
			<label class="bank-dup-more"><input type="checkbox" class="bank-dup-all">
			${__("Also show fields that agree")}</label>`;
	}

	figures() {
		const fields = ["total_aum", "total_liability", "product_count", "last_txn_at"];
		return fields
			.map((fieldname) => {
				const field = frappe.meta.get_docfield(CUSTOMER, fieldname);
				const cells = this.data.customers.map((row) => `<td>${shown(field, row[fieldname])}</td>`);
				return `<tr class="bank-dup-figure"><th>${this.label(field)}</th>${cells.join("")}</tr>`;
			})
			.join("");
	}

	label(field) {
		return escape(__(field.label, null, CUSTOMER));
	}

	line(line) {
		const field = frappe.meta.get_docfield(CUSTOMER, line.fieldname);
		if (!field) return "";
		const cells = ["kept", "merged"].map((side, index) => this.cell(line, field, side, line.values[index]));
		const state = line.differs ? "differs" : "agrees";
		return `<tr class="${state}" data-field="${escape(line.fieldname)}"><th>${this.label(field)}</th>${cells.join("")}</tr>`;
	}

	cell(line, field, side, value) {
		const text = shown(field, value);
		const chosen = this.choices[line.follows || line.fieldname] === side;
		if (!line.differs || !this.open) return `<td>${text}</td>`;
		if (line.follows) return `<td class="follows ${chosen ? "chosen" : ""}" data-side="${side}">${text}</td>`;
		return `<td class="${chosen ? "chosen" : ""}" data-side="${side}"><label>
			<input type="radio" name="${escape(line.fieldname)}" value="${side}" ${chosen ? "checked" : ""}>
			<span>${text}</span></label></td>`;
	}

	choose(input) {
		this.choices[input.name] = input.value;
		for (const line of this.data.lines) {
			if (line.fieldname !== input.name && line.follows !== input.name) continue;
			this.wrapper
				.find(`tr[data-field="${line.fieldname}"] td`)
				.each((_index, cell) => $(cell).toggleClass("chosen", cell.dataset.side === input.value));
		}
	}

	toggle(all) {
		this.wrapper.find("tr.agrees").toggle(all);
	}

	moving() {
		const rows = this.data.linked
			.filter((entry) => entry.rows[1])
			.map((entry) => `<li>${escape(__(entry.doctype))} <b>${cint(entry.rows[1])}</b></li>`);
		if (!rows.length || this.frm.doc.status !== "Open") return "";
		return `<div class="bank-dup-moving"><h5>${__("Moves along with the merge")}</h5><ul>${rows.join("")}</ul></div>`;
	}

	buttons() {
		const { frm } = this;
		frm.clear_custom_buttons();
		frm.page.clear_primary_action();
		if (!this.data.may_merge) return;
		if (frm.doc.status === "Not a Duplicate") {
			frm.add_custom_button(__("Open Again"), () => this.act("reopen", { pair: frm.doc.name }));
		}
		if (frm.doc.status === "Merged" && frm.doc.merge) {
			frm.add_custom_button(__("Show Merge"), () => frappe.set_route("Form", "Bank Customer Merge", frm.doc.merge));
		}
		if (frm.doc.status !== "Open") return;
		frm.add_custom_button(__("Swap Sides"), () => this.show(this.data.customers[1].name));
		frm.add_custom_button(__("Not a Duplicate"), () => this.dismiss());
		frm.page.set_primary_action(__("Merge", null, "Bank Customer"), () => this.confirm());
	}

	dismiss() {
		const label = __("Why are they different customers?");
		with_reason(this.frm, __("Not a Duplicate"), label, __("Remember"), (reason) =>
			frappe.xcall(`${METHODS}dismiss`, { pair: this.frm.doc.name, reason })
		);
	}

	confirm() {
		const [kept, merged] = this.data.customers;
		const text = __("{0} ({1}) is merged into {2} ({3}) and archived. Everything linked moves along; the merge can be undone.", [
			merged.customer_name,
			merged.name,
			kept.customer_name,
			kept.name,
		].map(escape));
		frappe.confirm(text, () => this.merge(kept, merged));
	}

	async merge(kept, merged) {
		const choices = {};
		for (const line of this.data.lines) {
			if (line.differs && !line.follows) choices[line.fieldname] = this.choices[line.fieldname];
		}
		const seen = { [kept.name]: kept.modified, [merged.name]: merged.modified };
		const given = { kept: kept.name, merged: merged.name, choices, seen };
		const name = await frappe.xcall(`${METHODS}merge`, given, "POST", { freeze: true });
		frappe.show_alert({ message: __("The customers were merged."), indicator: "green" });
		frappe.set_route("Form", "Bank Customer Merge", name);
	}

	async act(method, given) {
		await frappe.xcall(METHODS + method, given);
		this.frm.reload_doc();
	}
}
