frappe.listview_settings["Bank Complaint"] = {
	add_fields: ["on_time", "due_on"],
	has_indicator_for_draft: true,
	hide_name_column: false,
	formatters: {
		due_on(value, df, doc) {
			const colour = { Late: "red", "Due Soon": "orange" }[doc.on_time];
			const shown = value ? frappe.datetime.str_to_user(value) : "";
			return colour ? `<span class="indicator-pill ${colour}">${shown}</span>` : shown;
		},
	},
};
