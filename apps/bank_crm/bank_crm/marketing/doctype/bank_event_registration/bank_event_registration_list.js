frappe.listview_settings["Bank Event Registration"] = {
	add_fields: ["state"],
	hide_name_column: true,

	get_indicator(doc) {
		const colours = { Invited: "gray", Registered: "blue", Waiting: "orange", "Checked In": "green", Absent: "red", Cancelled: "darkgrey" };
		return [__(doc.state, null, "Bank Event Registration"), colours[doc.state], `state,=,${doc.state}`];
	},
};
