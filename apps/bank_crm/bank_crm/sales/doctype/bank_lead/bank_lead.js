const LEAD_OVER = ["Converted", "Disqualified"];

frappe.ui.form.on("Bank Lead", {
	setup(frm) {
		frm.set_query("product", () => ({ filters: frm.doc.product_category ? { category: frm.doc.product_category, on_sale: 1 } : { on_sale: 1 } }));
	},

	refresh(frm) {
		frm.set_intro("");
		const over = LEAD_OVER.includes(frm.doc.status);
		frm.toggle_display(["state_section", "match_section", "follow_section", "follow_ups_section", "times_section"], !frm.is_new());
		if (frm.is_new()) return;
		tell_age(frm, over);
		if (!frm.perm[0]?.write) return;
		if (!over) {
			frm.add_custom_button(__("Follow Up"), () => follow_up(frm));
			frm.add_custom_button(__("Convert"), () => convert(frm)).addClass("btn-primary");
		}
		if (frm.doc.opportunity) {
			frm.add_custom_button(__("Open the Opportunity"), () => frappe.set_route("Form", "Bank Opportunity", frm.doc.opportunity));
		}
	},
});

async function tell_age(frm, over) {
	const name = frm.doc.name;
	if (over) return;
	const { days, late } = await frappe.xcall("bank_crm.api.leads.age", { name }, "GET");
	if (frm.doc.name !== name) return;
	const told = [__("In the books for {0} days.", [days])];
	if (late) told.push(__("The follow-up is {0} days late.", [late]));
	if (frm.doc.same_as) told.push(__("The same person is in the books already: {0}.", [frappe.utils.get_form_link("Bank Lead", frm.doc.same_as, true)]));
	if (frm.doc.customer) told.push(__("Is a customer already: {0}.", [frappe.utils.escape_html(frm.doc.match_signs || "")]));
	frm.set_intro(""); // drawn twice at once it would be told twice
	frm.set_intro(told.join(" "), late ? "orange" : "blue");
}

function follow_up(frm) {
	frappe.model.with_doctype("Bank Lead Follow Up", () => {
		const options = (field) => frappe.meta.get_docfield("Bank Lead Follow Up", field).options.split("\n").map((value) => ({ value, label: value && __(value, null, "Bank Interaction") }));
		const dialog = new frappe.ui.Dialog({
			title: __("Follow Up"),
			fields: [
				{ fieldname: "channel", fieldtype: "Select", label: __("Channel"), options: options("channel"), reqd: 1, default: "Call" },
				{ fieldname: "outcome", fieldtype: "Select", label: __("Outcome"), options: options("outcome"), reqd: 1 },
				{ fieldname: "remarks", fieldtype: "Small Text", label: __("Remarks") },
				{ fieldname: "next_on", fieldtype: "Date", label: __("Next Follow-Up") },
			],
			primary_action_label: __("Save"),
			async primary_action(values) {
				await frappe.xcall("bank_crm.api.leads.follow_up", { name: frm.doc.name, ...values });
				dialog.hide();
				frm.reload_doc();
			},
		});
		dialog.show();
	});
}

/** Nothing that is known is asked again: only what an opportunity lacks. */
function convert(frm) {
	const { doc } = frm;
	const known = doc.customer ? __("The opportunity is made for the customer {0}.", [frappe.utils.escape_html(doc.customer)]) : __("A customer is made from what is known, and an opportunity.");
	const lines = frappe.meta.get_docfield("Bank Lead", "product_category").options.split("\n");
	const dialog = new frappe.ui.Dialog({
		title: __("Convert"),
		fields: [
			{ fieldtype: "HTML", options: `<p>${known}</p>` },
			{
				fieldname: "product_category",
				fieldtype: "Select",
				label: __("Product Line"),
				options: lines.map((value) => ({ value, label: value && __(value, null, "Bank Product") })),
				default: doc.product_category,
				reqd: 1,
			},
			{ fieldname: "amount", fieldtype: "Currency", label: __("Amount"), default: doc.expected_amount || null },
			{ fieldname: "expected_close", fieldtype: "Date", label: __("Expected Close") },
		],
		primary_action_label: __("Convert"),
		async primary_action(values) {
			const { opportunity } = await frappe.xcall("bank_crm.api.leads.convert", { name: doc.name, values: JSON.stringify(values) });
			dialog.hide();
			frappe.model.remove_from_locals("Bank Lead", doc.name); // read anew when somebody comes back to it
			frappe.set_route("Form", "Bank Opportunity", opportunity);
		},
	});
	dialog.show();
}
