frappe.ui.form.on("Bank Incentive Scheme", {
	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Proposals"), () =>
			frappe.set_route("List", "Bank Incentive Proposal", { scheme: frm.doc.name })
		);
		if (frm.doc.active) frm.add_custom_button(__("Propose Incentives"), () => propose(frm));
	},
});

async function propose(frm) {
	const periods = await frappe.xcall("bank_crm.api.performance.closed_periods", { scheme: frm.doc.name }, "GET");
	if (!periods.length) {
		frappe.msgprint(__("No period has closed scores yet."));
		return;
	}
	frappe.prompt(
		{
			fieldname: "from_date",
			label: __("Period From"),
			fieldtype: "Select",
			options: periods,
			default: periods[0],
			reqd: 1,
		},
		async ({ from_date }) => {
			const made = await frappe.xcall("bank_crm.api.performance.propose", { scheme: frm.doc.name, from_date });
			frappe.show_alert({ message: __("{0} incentives were proposed.", [made]), indicator: "green" });
			frappe.set_route("List", "Bank Incentive Proposal", { scheme: frm.doc.name, from_date });
		},
		__("Propose Incentives"),
		__("Propose")
	);
}
