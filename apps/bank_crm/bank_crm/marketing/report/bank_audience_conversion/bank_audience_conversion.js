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

	formatter(value, row, column, data, standard) {
		const shown = standard(value, row, column, data);
		const times = { targeted: "", reached: "reached_at", participants: "participated_at", claimed: "claimed_at", purchased: "purchased_at" };
		const by = frappe.query_report.get_filter_value("by");
		const campaign = frappe.query_report.get_filter_value("campaign");
		const known = column.fieldname in times && ["segment", "variant"].includes(by) && campaign;
		if (!data?.key || !value || !known) return shown;
		const at = times[column.fieldname];
		return bank_crm.population.to_list(shown, "Bank Campaign Member", {
			campaign,
			[by]: data.key,
			in_control: "0",
			...(at ? { [at]: ["is", "set"] } : {}),
		});
	},
};
