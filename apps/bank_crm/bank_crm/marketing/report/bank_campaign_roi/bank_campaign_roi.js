frappe.query_reports["Bank Campaign ROI"] = { filters: bank_crm.campaign_filters(bank_crm.campaign_groups()) };
