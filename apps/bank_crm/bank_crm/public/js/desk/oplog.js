// Words and colours of the operation log and its audits; the screens below load with their forms and lists.
frappe.provide("bank_crm.oplog");

const COLOURS = { Pending: "gray", "In Order": "green", "To Be Clarified": "orange", "Not in Order": "red" };
const OUTCOMES = { Done: "green", Refused: "orange", Failed: "red" };

Object.assign(bank_crm.oplog, {
	VERDICTS: Object.keys(COLOURS),
	HIGH_PRIVILEGE: [
		"Tier Change",
		"Export",
		"Export Requested",
		"Export Approved",
		"Export Downloaded",
		"Reveal",
		"Access Granted",
		"Access Withdrawn",
		"Permission Change",
		"Workflow Change",
		"Handover",
		"Unlock",
		"Data Subject Request",
	],
	colour: (verdict) => COLOURS[verdict] || "gray",
	outcome: (value) => OUTCOMES[value] || "gray",
	verdict(value) {
		const text = bank_crm.format.escape(__(value || "", null, "Bank Audit Item"));
		return `<span class="indicator-pill ${COLOURS[value] || "gray"}">${text}</span>`;
	},
	ask_verdict(title, give) {
		const dialog = new frappe.ui.Dialog({
			title,
			fields: [
				{
					fieldname: "verdict",
					label: __("Verdict"),
					fieldtype: "Select",
					reqd: 1,
					options: Object.keys(COLOURS)
						.filter((value) => value !== "Pending")
						.map((value) => ({ value, label: __(value) })),
				},
				{ fieldname: "note", label: __("Note"), fieldtype: "Small Text" },
			],
			primary_action_label: __("Give Verdict"),
			async primary_action({ verdict, note }) {
				const count = await give(verdict, note || "");
				dialog.hide();
				frappe.show_alert({ message: __("{0} operations have their verdict", [count]), indicator: "green" });
			},
		});
		dialog.show();
	},
});

/** The kind of document an entry is about, by its name on the screens. */
for (const doctype of ["Bank Operation Log", "Bank Audit Item"]) {
	frappe.ui.form.on(doctype, {
		onload(frm) {
			frm.fields_dict.ref_doctype.df.formatter = (value) => __(value || "");
		},
	});
}
