frappe.ui.form.on("Bank Sales Target", {
	refresh(frm) {
		frm.toggle_display(["parts_section", "progress_section"], !frm.is_new());
		frm.set_intro("");
		if (frm.is_new()) return;
		tell_standing(frm);
		if (frm.doc.holder === "Branch" && frm.doc.part_count) {
			frm.add_custom_button(__("Show the Parts"), () => frappe.set_route("List", "Bank Sales Target", { part_of: frm.doc.name }));
		}
	},
});

async function tell_standing(frm) {
	const name = frm.doc.name;
	const now = await frappe.xcall("bank_crm.api.sales_targets.standing", { name }, "GET");
	if (frm.doc.name !== name) return;
	if (frm.doc.holder === "Branch" && now.may_give) {
		frm.remove_custom_button(__("Break Down")); // drawn twice at once it would be there twice
		frm.add_custom_button(__("Break Down"), () => break_down(frm));
	}
	const parts = [__("{0} of {1} reached, {2} expected by today.", [now.achieved, now.target, now.expected])];
	if (now.projected) parts.push(__("At this pace it will be {0}.", [now.projected]));
	if (frm.doc.part_count && now.undistributed) parts.push(__("{0} is not given to anybody.", [now.undistributed]));
	frm.set_intro(parts.map(frappe.utils.escape_html).join(" "), now.on_track ? "green" : "orange");
}

/** The parts and their sum, which has to be the target's before they can be saved. */
async function break_down(frm) {
	const proposed = await frappe.xcall("bank_crm.api.sales_targets.proposal", { name: frm.doc.name }, "GET");
	if (!proposed.length) {
		frappe.msgprint(__("There is nobody below this branch to give it to."));
		return;
	}
	const fields = proposed.map((part, number) => ({
		fieldname: `part_${number}`,
		fieldtype: frm.doc.metric === "Won Amount" ? "Currency" : "Int",
		label: part.name,
		default: part.target_value,
		change: () => tell(),
	}));
	const dialog = new frappe.ui.Dialog({
		title: __("Break Down"),
		fields: [...fields, { fieldname: "sum", fieldtype: "HTML" }],
		primary_action_label: __("Save"),
		async primary_action(values) {
			const parts = proposed.map((part, number) => ({ ...part, target_value: flt(values[`part_${number}`]) }));
			await frappe.xcall("bank_crm.api.sales_targets.break_down", { name: frm.doc.name, parts: JSON.stringify(parts) });
			dialog.hide();
			frm.reload_doc();
		},
	});
	const tell = () => {
		const sum = proposed.reduce((all, _part, number) => all + flt(dialog.get_value(`part_${number}`)), 0);
		const rest = flt(frm.doc.target_value - sum, 2);
		const colour = rest ? "text-danger" : "text-success";
		const text = rest ? __("Still to give: {0}", [format_number(rest)]) : __("The parts make up the target.");
		dialog.get_field("sum").$wrapper.html(`<p class="${colour}">${frappe.utils.escape_html(text)}</p>`);
	};
	dialog.show();
	tell();
}
