frappe.ui.form.on("Bank Access Request", {
	refresh(frm) {
		frm.set_intro("");
		const draft = frm.is_new() || frm.doc.state === "Draft";
		frm.get_field("customers").grid.cannot_add_rows = true;
		frm.toggle_enable("customers", draft);
		if (frm.is_new()) {
			frm.set_intro(
				__("Your superior decides. Access begins with the approval and ends by itself on its last day; every use is logged.")
			);
		}
		if (draft && frm.doc.kind === "Customers") {
			frm.add_custom_button(__("Add Customer"), () => ask_for_customer(frm));
		}
		if (frm.doc.state === "Awaiting Superior" && frm.doc.approver) {
			const asked = frm.doc.__onload?.approver_name || frm.doc.approver;
			frm.set_intro(__("{0} is asked to decide.", [frappe.utils.escape_html(asked)]));
		}
		if (frm.doc.state === "In Force") {
			const over = frm.doc.to_date < frappe.datetime.get_today();
			const text = over ? __("The period is over; nothing is open any more.") : __("In force until {0}.", [frappe.datetime.str_to_user(frm.doc.to_date)]);
			frm.set_intro(text, over ? "grey" : "green");
		}
	},
	kind(frm) {
		frm.refresh();
	},
	from_date(frm) {
		if (frm.doc.from_date && !frm.doc.to_date) frm.set_value("to_date", frappe.datetime.add_days(frm.doc.from_date, 6));
	},
	onload(frm) {
		if (frm.is_new() && !frm.doc.to_date) frm.set_value("to_date", frappe.datetime.add_days(frappe.datetime.get_today(), 6));
	},
});

/** Customers outside one's rows cannot be picked from a list: the complete number is told, a masked name answers. */
function ask_for_customer(frm) {
	frappe.prompt(
		{
			fieldname: "text",
			fieldtype: "Data",
			label: __("Customer Number"),
			description: __("Customer number, or the complete mobile or ID number."),
			reqd: 1,
		},
		async ({ text }) => {
			const found = await frappe.xcall("bank_crm.api.access_request.find_customer", { text });
			if (!found.length) {
				frappe.show_alert({ message: __("No customer has this number."), indicator: "orange" });
				return;
			}
			const known = new Set((frm.doc.customers || []).map((row) => row.customer_no));
			found
				.filter((one) => !known.has(one.name))
				.forEach((one) => frm.add_child("customers", { customer_no: one.name, shown_name: one.shown_name }));
			frm.refresh_field("customers");
			frm.dirty();
		},
		__("Add Customer"),
		__("Add")
	);
}
