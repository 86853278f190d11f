frappe.listview_settings["Bank Customer"] = {
	add_fields: ["customer_name", "status", "relationship_stage"],
	hide_name_column: true,

	get_indicator(doc) {
		if (doc.status === "Archived") return [__("Archived", null, "Bank Customer"), "gray", "status,=,Archived"];
		const stage = doc.relationship_stage;
		const colour = bank_crm.format.colour("relationship_stage", stage);
		return [bank_crm.format.word("relationship_stage", stage), colour, `relationship_stage,=,${stage}`];
	},

	formatters: {
		total_aum: (value) =>
			`<span title="${bank_crm.format.money(value)}">${bank_crm.format.short_money(value)}</span>`,
		tier: (value) => bank_crm.format.pill("tier", value, { filter: "tier" }),
		activity_level: (value) =>
			bank_crm.format.pill("activity_level", value, { filter: "activity_level" }),
	},

	onload(listview) {
		frappe.require("customer_find.bundle.js", () => new bank_crm.CustomerFind(listview));
	},
};
