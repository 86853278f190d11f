frappe.listview_settings["Bank Handover"] = {
	add_fields: ["state"],
	get_indicator(doc) {
		const colours = { Draft: "gray", Scheduled: "blue", Done: "green", Undone: "orange", Cancelled: "gray" };
		return [__(doc.state, null, "Bank Handover"), colours[doc.state] || "gray", `state,=,${doc.state}`];
	},
};
