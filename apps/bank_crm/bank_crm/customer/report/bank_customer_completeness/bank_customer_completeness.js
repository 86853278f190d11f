frappe.query_reports["Bank Customer Completeness"] = {
	filters: [
		{
			fieldname: "kind",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "Incomplete or Invalid", label: __("Incomplete or Invalid") },
				{ value: "Incomplete", label: __("Incomplete") },
				{ value: "Invalid", label: __("Invalid") },
			],
			default: "Incomplete or Invalid",
		},
		{ fieldname: "below", label: __("Completeness Below (%)"), fieldtype: "Int", default: 80 },
		{
			fieldname: "lacking",
			label: __("Missing Item"),
			fieldtype: "Select",
			options: [{ value: "", label: "" }],
		},
		{ fieldname: "tier", label: __("Tier", null, "Bank Customer"), fieldtype: "Link", options: "Bank Customer Tier" },
		{ fieldname: "branch", label: __("Branch", null, "Bank Customer"), fieldtype: "Link", options: "Bank Branch" },
		{ fieldname: "manager", label: __("Relationship Manager"), fieldtype: "Link", options: "User" },
	],

	onload(report) {
		// the items are those the score counts; their names come from the customer's form
		frappe.model.with_doctype("Bank Customer", () => {
			const counted = [
				"mobile", "id_number", "birth_date", "email", "address", "occupation", "annual_income",
				"family_structure", "risk_preference", "preferred_channel", "branch", "manager",
				"industry", "legal_representative", "contact_person", "founded_on", "registered_capital",
			];
			const options = counted.map((value) => ({
				value,
				label: __(frappe.meta.get_label("Bank Customer", value), null, "Bank Customer"),
			}));
			const filter = report.get_filter("lacking");
			filter.df.options = [{ value: "", label: "" }, ...options];
			filter.refresh();
		});
	},

	formatter(value, row, column, data, standard) {
		const text = ["customer_name", "missing", "invalid", "branch", "manager"].includes(column.fieldname);
		if (column.fieldname === "name") return bank_crm.format.customer(value);
		if (text) return bank_crm.format.escape(value);
		if (column.fieldname === "tier") return bank_crm.format.pill("tier", value);
		if (column.fieldname !== "completeness" || !data) return standard(value, row, column, data);
		const colour = value < 50 ? "red" : value < 80 ? "orange" : "green";
		return `<span class="indicator-pill no-indicator-dot ${colour}">${Math.round(flt(value))}%</span>`;
	},
};
