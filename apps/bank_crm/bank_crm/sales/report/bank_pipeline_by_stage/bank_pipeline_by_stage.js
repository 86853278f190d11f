frappe.query_reports["Bank Pipeline by Stage"] = {
	filters: bank_crm.sales_filters(bank_crm.sales_groups("stage"), "pipeline", "branch", "salesperson", "product_category"),
};
