frappe.query_reports["Bank Campaign Effect"] = { filters: bank_crm.campaign_filters(bank_crm.campaign_groups()) };
