frappe.listview_settings["Bank Segment"] = {
	add_fields: ["enabled", "kind", "basis", "refresh_note"],
	hide_name_column: true,

	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		if (doc.refresh_note) return [__("Not Refreshed"), "red", "refresh_note,is,set"];
		const colour = doc.kind === "Dynamic" ? "green" : "blue";
		return [__(doc.kind, null, "Bank Segment"), colour, `kind,=,${doc.kind}`];
	},
};
