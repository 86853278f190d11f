frappe.listview_settings["Bank Sales Target"] = {
	hide_name_column: true,
	add_fields: ["progress", "from_date", "to_date", "distributed", "target_value", "part_count"],
	get_indicator(doc) {
		const days = frappe.datetime.get_day_diff(doc.to_date, doc.from_date) + 1;
		const gone = Math.min(days, Math.max(0, frappe.datetime.get_day_diff(frappe.datetime.get_today(), doc.from_date) + 1));
		const colour = doc.progress >= 100 ? "green" : doc.progress >= (90 * gone) / days ? "blue" : "orange";
		return [`${Math.round(doc.progress)}%`, colour, `progress,>=,${Math.floor(doc.progress)}`];
	},
};
