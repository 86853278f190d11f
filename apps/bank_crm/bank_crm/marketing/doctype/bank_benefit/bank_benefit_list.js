frappe.listview_settings["Bank Benefit"] = {
	add_fields: ["state"],
	hide_name_column: true,

	get_indicator(doc) {
		const colours = { Draft: "gray", Open: "green", Paused: "yellow", Closed: "darkgrey" };
		return [__(doc.state, null, "Bank Benefit"), colours[doc.state], `state,=,${doc.state}`];
	},
};
