// 【新建仪表盘】 and its counterpart for changing one: name, for whom, what stands on it.

export function ask(title, offer, entry) {
	return new Promise((resolve) => {
		frappe.xcall("bank_crm.api.dashboards.choices").then((choices) => {
			const dialog = new frappe.ui.Dialog({
				title,
				fields: fields(offer, choices, entry),
				primary_action_label: entry ? __("Save") : __("Create"),
				primary_action: (values) => {
					dialog.hide();
					resolve({ ...values, charts: values.charts || [], cards: values.cards || [] });
				},
			});
			dialog.show();
		});
	});
}

function fields(offer, choices, entry) {
	const audiences = [{ value: "Only Me", label: __("Only Me") }];
	if (offer.may_share) audiences.push({ value: "Role", label: __("Everybody of a Role") });
	return [
		{
			fieldname: "title",
			fieldtype: "Data",
			label: __("Dashboard Name"),
			length: 100,
			reqd: 1,
			default: entry?.name,
			read_only: entry ? 1 : 0,
		},
		{
			fieldname: "audience",
			fieldtype: "Select",
			label: __("Made For"),
			options: audiences,
			default: entry?.audience || "Only Me",
			reqd: 1,
		},
		{
			fieldname: "role",
			fieldtype: "Select",
			label: __("Role"),
			options: offer.roles,
			default: entry?.role,
			depends_on: 'eval:doc.audience === "Role"',
			mandatory_depends_on: 'eval:doc.audience === "Role"',
		},
		picker("charts", __("Charts"), choices.charts, entry),
		picker("cards", __("Figures"), choices.cards, entry),
	];
}

function picker(fieldname, label, options, entry) {
	const chosen = new Set(entry?.[fieldname]);
	return {
		fieldname,
		fieldtype: "MultiCheck",
		label,
		columns: 2,
		options: options.map((each) => ({ ...each, checked: chosen.has(each.value) })),
	};
}
