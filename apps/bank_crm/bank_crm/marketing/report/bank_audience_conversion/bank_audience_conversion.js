frappe.query_reports["Bank Audience Conversion"] = {
	filters: bank_crm.campaign_filters({
		segment: __("Segment"),
		features: __("Common Features of Buyers"),
		variant: __("Variant"),
		tier: __("Tier"),
		age: __("Age"),
		total_aum: __("Total Assets"),
		gender: __("Gender"),
		activity_level: __("Activity Level"),
		preferred_channel: __("Preferred Channel"),
		risk_preference: __("Risk Preference"),
		wealth_preference: __("Wealth Preference"),
		branch: __("Branch"),
	}),
};
