frappe.query_reports["Bank Success Patterns"] = {
	filters: bank_crm.sales_filters("from_date", "to_date", "branch", "salesperson", "product_category", "pipeline"),
};
