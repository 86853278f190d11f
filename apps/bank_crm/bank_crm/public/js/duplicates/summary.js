import { escape, with_reason } from "./words";

const METHODS = "bank_crm.api.duplicates.";
const ACTIONS = ["Moved", "Changed", "Stayed", "Created"];

/** Draws into a merge's form what it moved, and offers to undo it. */
export class MergeSummary {
	constructor(frm) {
		this.frm = frm;
	}

	async show() {
		const wrapper = this.frm.get_field("summary").$wrapper;
		const { rows, may_undo } = await frappe.xcall(`${METHODS}moved`, { merge: this.frm.doc.name }, "GET");
		wrapper.html(`<div class="bank-duplicates">${this.table(rows)}</div>`);
		this.frm.clear_custom_buttons();
		if (may_undo && this.frm.doc.state === "Merged") {
			this.frm.add_custom_button(__("Undo Merge"), () => this.undo()).addClass("btn-danger");
		}
	}

	table(rows) {
		const doctypes = [...new Set(rows.map((row) => row.doctype))];
		const count = (doctype, action) =>
			rows.filter((row) => row.doctype === doctype && row.action === action).reduce((sum, row) => sum + row.rows, 0);
		const actions = ACTIONS.filter((action) => rows.some((row) => row.action === action));
		const head = actions.map((action) => `<th>${escape(__(action, null, "Bank Customer Merge Entry"))}</th>`);
		const body = doctypes.map((doctype) => {
			const cells = actions.map((action) => `<td>${count(doctype, action) || ""}</td>`);
			return `<tr><th>${escape(__(doctype))}</th>${cells.join("")}</tr>`;
		});
		return `<table class="bank-dup-table bank-dup-counts"><thead><tr><th></th>${head.join("")}</tr></thead>
			<tbody>${body.join("")}</tbody></table>`;
	}

	undo() {
		const label = __("Why is the merge undone?");
		with_reason(this.frm, __("Undo Merge"), label, __("Undo Merge"), async (reason) => {
			const given = { merge: this.frm.doc.name, reason };
			const done = await frappe.xcall(`${METHODS}undo`, given, "POST", { freeze: true });
			const lines = [__("The merge is undone; {0} rows went back.", [done.returned])];
			if (done.stayed) lines.push(__("{0} rows stay with the kept customer.", [done.stayed]));
			if (done.edited.length) {
				lines.push(__("Edited since and left as they are: {0}.", [done.edited.map(escape).join("、")]));
			}
			frappe.msgprint({ title: __("Merge Undone"), message: lines.join("<br>"), indicator: "green" });
		});
	}
}
