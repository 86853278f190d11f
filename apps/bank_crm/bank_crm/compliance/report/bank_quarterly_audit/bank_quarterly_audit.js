frappe.query_reports["Bank Quarterly Audit"] = {
	filters: [
		{ fieldname: "audit", label: __("Quarter"), fieldtype: "Link", options: "Bank Audit" },
		{
			fieldname: "action",
			label: __("Operation"),
			fieldtype: "Select",
			options: ["", ...bank_crm.oplog.HIGH_PRIVILEGE].map((value) => ({ value, label: value && __(value) })),
		},
		{
			fieldname: "verdict",
			label: __("Verdict"),
			fieldtype: "Select",
			options: ["", ...bank_crm.oplog.VERDICTS].map((value) => ({ value, label: value && __(value) })),
		},
		{ fieldname: "person", label: __("Person"), fieldtype: "Data" },
	],

	formatter(value, row, column, data, standard) {
		if (column.fieldname === "verdict") return bank_crm.oplog.verdict(value);
		if (column.fieldname === "action") return bank_crm.format.escape(__(value || ""));
		const text = ["full_name", "summary", "note", "customer", "decided_by"].includes(column.fieldname);
		return text ? bank_crm.format.escape(value) : standard(value, row, column, data);
	},
};
