// The clocks of a work order on its form, and the way to its complaint and its escalations.
frappe.ui.form.on("Bank Work Order", {
	refresh(frm) {
		if (frm.is_new()) return;
		show_clocks(frm);
		if (frm.doc.order_type === "Complaint") add_complaint(frm);
		if (frm.doc.escalation_step && frappe.model.can_read("Bank Escalation Entry")) {
			frm.add_custom_button(
				__("Escalations"),
				() => frappe.set_route("List", "Bank Escalation Entry", { work_order: frm.doc.name }),
				__("View")
			);
		}
	},
});

const COLOURS = { Running: "blue", Paused: "gray", Warned: "orange", Breached: "red", Met: "green", Missed: "red" };

function show_clocks(frm) {
	// two loads that overlap draw twice into one dashboard
	for (const shown of frm.bank_clocks || []) shown.remove();
	frm.bank_clocks = [];
	for (const [name, label] of [
		["response", __("First Response")],
		["resolution", __("Solution")],
	]) {
		const state = frm.doc[`${name}_clock`];
		if (!state) continue;
		const due = frm.doc[`${name}_due`];
		const open = ["Running", "Warned", "Breached"].includes(state);
		const when = open && due ? ` · ${frappe.datetime.str_to_user(due)}` : "";
		const said = `${label}: ${__(state, null, "Bank Work Order")}${when}`;
		frm.bank_clocks.push(frm.dashboard.add_indicator(said, COLOURS[state]));
	}
}

async function add_complaint(frm) {
	if (!frappe.model.can_read("Bank Complaint")) return;
	const order = frm.doc.name;
	const { message } = await frappe.db.get_value("Bank Complaint", { work_order: order }, ["name", "state", "due_on", "on_time"]);
	if (!message?.name || frm.doc.name !== order) return;
	frm.add_custom_button(__("Complaint"), () => frappe.set_route("Form", "Bank Complaint", message.name), __("View"));
	const colour = { Late: "red", "Due Soon": "orange" }[message.on_time] || "green";
	const due = message.due_on ? frappe.datetime.str_to_user(message.due_on) : "";
	frm.bank_reply_due?.remove();
	frm.bank_reply_due = frm.dashboard.add_indicator(`${__("Reply Due")}: ${due} · ${__(message.state)}`, colour);
}
