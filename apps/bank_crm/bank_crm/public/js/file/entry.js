// While a customer is entered: each field is checked when it is left, by the same rules the save applies (CUS-14, UX-08).

import { clear, first_marked, mark } from "../desk/field_notes";

const METHOD = "bank_crm.api.customer_file.check";
const BY = "entry";
const WAIT_MS = 150;

/** What people fill in: every field of the form but its tables and what the app reckons. */
function entered(frm) {
	const fields = frm.meta.fields.filter((df) => !frappe.model.no_value_type.includes(df.fieldtype) && !df.read_only);
	return fields.filter((df) => !frappe.model.table_fields.includes(df.fieldtype)).map((df) => df.fieldname);
}

export class CustomerEntry {
	constructor(frm) {
		this.frm = frm;
		this.turn = 0;
		this.check_soon = frappe.utils.debounce(() => this.check(), WAIT_MS);
		this.follow_failed_saves();
	}

	/** A save the server refused leads to the field it named. */
	follow_failed_saves() {
		const save = this.frm.save.bind(this.frm);
		this.frm.save = async (...given) => {
			// the promise of a refused save is fulfilled too: what is still unsaved tells them apart
			const done = await save(...given);
			if (this.frm.is_new() || this.frm.is_dirty()) {
				this.leads = true; // whichever check answers last: an earlier one is not listened to
				await this.check();
			}
			return done;
		};
	}

	changed(fieldname) {
		if (fieldname === "id_number") this.guess_id_type();
		this.check_soon();
	}

	/** 18 characters in the ID number say what it is, unless the type was chosen already. */
	guess_id_type() {
		const { doc } = this.frm;
		if (doc.id_type || String(doc.id_number || "").trim().length !== 18) return;
		const company = doc.customer_type === "Company";
		this.frm.set_value("id_type", company ? "Unified Social Credit Code" : "ID Card");
	}

	async check() {
		const { frm } = this;
		if (!frm.doc || (!frm.is_new() && !frm.is_dirty())) return;
		const turn = ++this.turn;
		const values = Object.fromEntries(entered(frm).map((name) => [name, frm.doc[name] ?? null]));
		const customer = frm.is_new() ? null : frm.docname;
		let answer;
		try {
			answer = await frappe.xcall(METHOD, { values, customer }, "POST", { silent: true });
		} catch {
			return; // the save checks again and says what is wrong
		}
		if (turn !== this.turn) return;
		this.draw(answer.problems);
		if (this.leads) this.show_first();
		this.leads = false;
		for (const field of ["birth_date", "gender"]) {
			const empty = !frm.doc[field] || frm.doc[field] === "Unknown";
			if (empty && answer[field] && answer[field] !== "Unknown") frm.set_value(field, answer[field]);
		}
	}

	draw(problems) {
		this.clear();
		for (const { field, message } of problems) {
			const control = this.frm.fields_dict[field];
			if (control?.$wrapper) mark(control, message, BY);
		}
	}

	show_first() {
		const first = first_marked(this.frm);
		if (first) this.frm.scroll_to_field(first.df.fieldname);
	}

	clear() {
		clear(this.frm, BY);
	}
}
