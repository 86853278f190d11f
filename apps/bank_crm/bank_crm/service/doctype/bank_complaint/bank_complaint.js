frappe.ui.form.on("Bank Complaint", {
	setup(frm) {
		const staff = () => ({ filters: { enabled: 1, user_type: "System User" } });
		for (const field of ["investigator", "rectification_owner"]) frm.set_query(field, staff);
		frm.set_query("respondents", staff);
		frm.set_query("part_of", () => ({ filters: { is_group: 1, state: ["not in", ["Closed", "Withdrawn"]] } }));
	},

	refresh(frm) {
		if (frm.is_new()) return;
		show_day(frm);
		frm.add_custom_button(__("Work Order"), () => frappe.set_route("Form", "Bank Work Order", frm.doc.work_order));
		if (["Replied", "Closed"].includes(frm.doc.state)) {
			const letter = () =>
				bank_crm.download("bank_crm.api.complaints.reply_letter", { complaint: frm.doc.name }, `${frm.doc.name}.pdf`);
			frm.add_custom_button(__("Reply Letter"), letter);
		}
		const { compensation, compensation_amount, compensation_approved_by, state } = frm.doc;
		const open = !["Closed", "Withdrawn"].includes(state);
		if (open && compensation && flt(compensation_amount) > 0 && !compensation_approved_by && !frm.is_dirty()) {
			frm.add_custom_button(__("Approve Compensation"), () => approve(frm));
		}
	},
});

function show_day(frm) {
	frm.bank_day?.remove(); // two loads that overlap draw twice into one dashboard
	const { due_on, on_time, state } = frm.doc;
	if (!due_on || ["Closed", "Withdrawn"].includes(state)) return;
	const left = frappe.datetime.get_day_diff(due_on, frappe.datetime.get_today());
	const late = left < 0 && state !== "Replied";
	const colour = late ? "red" : { Late: "red", "Due Soon": "orange" }[on_time] || "green";
	let text;
	if (state === "Replied") text = __("Replied; the customer has yet to be told.");
	else if (late) text = __("{0} days late", [-left]);
	else text = __("{0} days left to reply, until {1}", [left, frappe.datetime.str_to_user(due_on)]);
	frm.bank_day = frm.dashboard.add_indicator(text, colour);
}

function approve(frm) {
	const amount = format_currency(frm.doc.compensation_amount);
	frappe.confirm(__("Approve {0} as compensation?", [amount]), async () => {
		await frappe.xcall("bank_crm.api.complaints.approve_compensation", { complaint: frm.doc.name });
		frm.reload_doc();
	});
}
