frappe.listview_settings["Bank Incentive Proposal"] = {
	hide_name_column: true,
	add_fields: ["state"],

	get_indicator(doc) {
		const colours = { Draft: "gray", "Awaiting Approval": "orange", Approved: "green", Rejected: "red" };
		return [__(doc.state, null, "Workflow State"), colours[doc.state] || "gray", `state,=,${doc.state}`];
	},
};
