frappe.listview_settings["Bank Benefit Grant"] = {
	add_fields: ["state"],
	hide_name_column: true,

	get_indicator(doc) {
		const colours = { Issued: "blue", Claimed: "orange", Used: "green", Expired: "gray", Withdrawn: "darkgrey" };
		return [__(doc.state, null, "Bank Benefit Grant"), colours[doc.state], `state,=,${doc.state}`];
	},
};
