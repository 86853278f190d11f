frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Bank Customers by Tier"] = {
	method: "bank_crm.customer.dashboard_chart_source.bank_customers_by_tier.bank_customers_by_tier.get",
	filters: [],
};
