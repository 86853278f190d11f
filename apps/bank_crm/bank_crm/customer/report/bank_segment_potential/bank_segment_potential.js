frappe.query_reports["Bank Segment Potential"] = {
	filters: [
		{
			fieldname: "segments",
			label: __("Segments"),
			fieldtype: "MultiSelectList",
			get_data: (text) => frappe.db.get_link_options("Bank Segment", text, { enabled: 1 }),
		},
		{ fieldname: "branch", label: __("Branch", null, "Bank Customer"), fieldtype: "Link", options: "Bank Branch" },
	],

	formatter(value, row, column, data, standard) {
		if (column.fieldname === "segment_name") return bank_crm.format.escape(value);
		if (column.fieldtype === "Percent" && data) return `${Math.round(flt(value))}%`;
		return standard(value, row, column, data);
	},
};
