frappe.listview_settings["Bank Benefit Issue"] = {
	add_fields: ["state"],

	get_indicator(doc) {
		const colours = { Waiting: "orange", Running: "blue", Done: "green", Failed: "red" };
		return [__(doc.state, null, "Bank Benefit Issue"), colours[doc.state], `state,=,${doc.state}`];
	},
};
