frappe.query_reports["Bank Staff Rights"] = {
	filters: [
		{ fieldname: "branch", label: __("Branch", null, "Bank Staff"), fieldtype: "Link", options: "Bank Branch" },
		{
			fieldname: "role",
			label: __("Role"),
			fieldtype: "Link",
			options: "Role",
			get_query: () => ({ filters: [["Role", "name", "like", "Bank %"]] }),
		},
		{ fieldname: "with_left", label: __("With Those Who Left"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, standard) {
		if (["roles", "other_roles", "staff_name", "post", "branch", "account"].includes(column.fieldname)) {
			return bank_crm.format.escape(value);
		}
		return standard(value, row, column, data);
	},
};
