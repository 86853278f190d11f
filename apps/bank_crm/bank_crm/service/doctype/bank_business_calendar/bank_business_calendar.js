frappe.ui.form.on("Bank Business Calendar", {
	refresh(frm) {
		if (frm.doc.official_days) frm.add_custom_button(__("Official Days"), () => show_official(frm));
	},
});

async function show_official(frm, year = new Date().getFullYear()) {
	const days = await frappe.xcall("bank_crm.api.service_levels.official_days", { year });
	const { escape } = bank_crm.format;
	const rows = days
		.map(
			({ day, occasion, works }) =>
				`<tr><td>${frappe.datetime.str_to_user(day)}</td><td>${escape(occasion)}</td>
				<td>${works ? __("Make-up Workday") : __("Holiday")}</td></tr>`
		)
		.join("");
	const none = `<p class="text-muted">${__("This year is not known yet.")}</p>`;
	const dialog = new frappe.ui.Dialog({
		title: __("Official Days"),
		fields: [
			{ fieldname: "year", fieldtype: "Int", label: __("Year"), default: year },
			{
				fieldname: "days",
				fieldtype: "HTML",
				options: days.length ? `<table class="table table-bordered"><tbody>${rows}</tbody></table>` : none,
			},
		],
		primary_action_label: __("Show"),
		primary_action: (values) => {
			dialog.hide();
			show_official(frm, values.year);
		},
	});
	dialog.show();
}
