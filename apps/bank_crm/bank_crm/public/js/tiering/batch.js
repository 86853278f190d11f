import { customer_table } from "./rows";

const METHODS = "bank_crm.api.tiering";

/** Asks what is to become of the filtered customers, shows exactly whom it concerns, and does it. */
export class BatchDialog {
	constructor(options, conditions, in_words, done) {
		Object.assign(this, { options, conditions, in_words, done });
		const f = bank_crm.format;
		this.dialog = new frappe.ui.Dialog({
			title: __("Change Tier of All Found"),
			size: "large",
			fields: [
				{
					fieldname: "to_tier",
					fieldtype: "Select",
					label: __("New Tier"),
					reqd: 1,
					options: options.tiers.map((tier) => ({ value: tier.name, label: f.word("tier", tier.name) })),
					default: "Wealth Potential",
				},
				{ fieldtype: "Column Break" },
				{
					fieldname: "locked_until",
					fieldtype: "Date",
					label: __("Kept Until"),
					reqd: 1,
					default: options.kept_until,
					description: __("Until then the rules leave these customers alone."),
				},
				{ fieldtype: "Section Break" },
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1, max_height: "64px" },
				{
					fieldname: "only_upwards",
					fieldtype: "Check",
					label: __("Only Upwards"),
					default: 1,
					description: __("Customers of a higher tier keep it."),
				},
				{ fieldname: "include_overridden", fieldtype: "Check", label: __("Also Those with an Override") },
				{ fieldname: "result", fieldtype: "HTML" },
			],
			primary_action_label: __("Preview"),
			primary_action: (values) => this.prepare(values),
		});
		this.dialog.$wrapper.on("hide.bs.modal", () => this.discard());
		this.dialog.show();
	}

	async prepare(values) {
		this.prepared = await frappe.xcall(`${METHODS}.prepare`, {
			conditions: this.conditions,
			in_words: this.in_words,
			to_tier: values.to_tier,
			reason: values.reason,
			locked_until: values.locked_until,
			only_upwards: cint(values.only_upwards),
			include_overridden: cint(values.include_overridden),
		});
		const rows = await frappe.xcall(`${METHODS}.members`, { name: this.prepared.batch }, "GET");
		this.show_preview(rows);
	}

	show_preview(rows) {
		const { prepared, dialog } = this;
		const figures = [
			[__("Found"), prepared.found],
			[__("To Be Changed"), prepared.to_change, "bank-tiering-main"],
			[__("In This Tier Already"), prepared.already],
			[__("In a Higher Tier"), prepared.higher],
			[__("With an Override"), prepared.overridden],
		];
		const note = prepared.needs_approval
			? __("This batch needs the approval of a second person.")
			: __("It can be undone for {0} days. Each change is logged as high-privilege.", [this.options.undo_days]);
		dialog.get_field("result").$wrapper.html(`<div class="bank-tiering-preview" data-batch="${prepared.batch}">
			<dl>${figures.map(([label, value, cls = ""]) => `<div class="${cls}"><dt>${label}</dt><dd>${cint(value)}</dd></div>`).join("")}</dl>
			${prepared.to_change ? `<p class="text-muted">${note}</p>${customer_table(rows)}` : ""}</div>`);
		["to_tier", "locked_until", "reason", "only_upwards", "include_overridden"].forEach((name) =>
			dialog.set_df_property(name, "read_only", 1)
		);
		const label = prepared.needs_approval ? __("Hand in for Approval") : __("Change {0} Customers", [prepared.to_change]);
		dialog.set_primary_action(prepared.to_change ? label : __("Close"), () => this.submit());
	}

	async submit() {
		const { batch, to_change } = this.prepared;
		if (to_change) {
			const status = await frappe.xcall(`${METHODS}.submit`, { name: batch });
			const applied = status === "Applied";
			const message = applied ? __("{0} customers changed.", [to_change]) : __("Handed in for approval.");
			frappe.show_alert({ message, indicator: applied ? "green" : "orange" });
			this.prepared = null;
		}
		this.dialog.hide();
		this.done();
	}

	/** A preview nobody goes on with leaves nothing behind. */
	discard() {
		const { prepared } = this;
		this.prepared = null;
		if (prepared) frappe.xcall(`${METHODS}.discard`, { name: prepared.batch });
	}
}
