frappe.query_reports["Bank Key Customers to Review"] = {
	filters: [
		{ fieldname: "tier", label: __("Tier", null, "Bank Customer"), fieldtype: "Link", options: "Bank Customer Tier" },
		{ fieldname: "branch", label: __("Branch", null, "Bank Customer"), fieldtype: "Link", options: "Bank Branch" },
		{ fieldname: "manager", label: __("Relationship Manager"), fieldtype: "Link", options: "User" },
		{ fieldname: "all", label: __("Also Those Reviewed in Time"), fieldtype: "Check", default: 0 },
	],

	get_datatable_options: (options) => Object.assign(options, { checkboxColumn: true }),

	onload(report) {
		if (!frappe.model.can_write("Bank Customer")) return;
		// an inner button goes with its report; the primary one would stay on every report opened afterwards
		const button = report.page.add_inner_button(__("Reviewed", null, "Bank Customer"), () => stamp(report));
		button.removeClass("btn-default").addClass("btn-primary");
	},

	formatter(value, row, column, data, standard) {
		const text = ["customer_name", "branch", "manager", "last_reviewed_by"].includes(column.fieldname);
		if (column.fieldname === "name") return bank_crm.format.customer(value);
		if (text) return bank_crm.format.escape(value);
		if (column.fieldname === "completeness" && data) return `${Math.round(flt(value))}%`;
		if (column.fieldname === "tier") return bank_crm.format.pill("tier", value);
		const never = column.fieldname === "last_reviewed_on" && data && !value;
		if (never) return `<span class="text-muted">${__("Never")}</span>`;
		const shown = standard(value, row, column, data);
		return bank_crm.format.red(shown, column.fieldname === "days" && data?.due);
	},
};

async function stamp(report) {
	const customers = report.get_checked_items().map((row) => row.name).filter(Boolean);
	if (!customers.length) {
		frappe.show_alert({ message: __("Tick the customers whose files you have reviewed."), indicator: "orange" });
		return;
	}
	const count = await frappe.xcall("bank_crm.api.customer_file.mark_reviewed", { customers });
	frappe.show_alert({ message: __("{0} files marked as reviewed", [count]), indicator: "green" });
	report.refresh();
}
