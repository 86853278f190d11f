const DONE = ["Answered", "Rated", "Closed", "Merged"];

frappe.ui.form.on("Bank Work Order", {
	setup(frm) {
		frm.set_query("subtype", () => ({ filters: { active: 1, order_type: frm.doc.order_type || ["is", "set"] } }));
		frm.set_query("need", () => ({ filters: { customer: frm.doc.customer || "", status: "Open" } }));
		frm.set_query("cause", () => ({ filters: { active: 1, used_for: ["!=", "Low Ratings"] } }));
		frm.set_query("rating_cause", () => ({ filters: { active: 1, used_for: ["!=", "Orders"] } }));
	},

	refresh(frm) {
		frm.set_intro("");
		frm.toggle_display(["customer_history"], !frm.is_new());
		for (const field of ["handler", "queue"]) frm.set_df_property(field, "read_only", frm.is_new() ? 0 : 1);
		frm.set_df_property("solution", "read_only", DONE.includes(frm.doc.state) ? 1 : 0);
		if (frm.is_new()) return;
		if (!frm.doc.handler && !DONE.includes(frm.doc.state)) {
			frm.set_intro(__("Nobody has this order yet. {0}", [frappe.utils.escape_html(frm.doc.assignment_reason || "")]), "orange");
		}
		frappe.require(["work_order.bundle.js", "work_order.bundle.css"]).then(() => show_desk(frm));
		see(frm);
	},

	order_type(frm) {
		frm.set_value("subtype", null);
	},

	async subtype(frm) {
		if (!frm.doc.subtype) return;
		const { message } = await frappe.db.get_value("Bank Work Order Subtype", frm.doc.subtype, "product_category");
		frm.set_query("product", () => ({ filters: message.product_category ? { category: message.product_category } : {} }));
	},
});

async function show_desk(frm) {
	const order = bank_crm.work_order;
	const desk = await new order.WorkOrderDesk(frm).show();
	if (!desk) return;
	const { may } = desk;
	// answers may overlap, and other files put their own buttons here: each one is set or taken away by its name
	const offer = (allowed, label, act, primary) => {
		if (!allowed) frm.remove_custom_button(label);
		else frm.add_custom_button(label, () => act(frm)).toggleClass("btn-primary", Boolean(primary));
	};
	offer(may.handle, __("Handle"), order.handle, true);
	offer(may.pull, __("Take This Order"), order.pull, true);
	offer(may.handle, __("Ask Colleagues"), order.ask);
	offer(may.hand_over, __("Hand Over"), order.hand_over);
	offer(may.close, __("Close Order"), order.close);
	offer(may.reopen, __("Reopen Order"), order.reopen);
}

/** Whoever opens an own new order has viewed it. */
async function see(frm) {
	if (frm.doc.state !== "New" || frm.doc.handler !== frappe.session.user || frm.bank_seen === frm.doc.name) return;
	frm.bank_seen = frm.doc.name;
	const { viewed } = await frappe.xcall("bank_crm.api.work_orders.mark_viewed", { names: JSON.stringify([frm.doc.name]) });
	if (viewed) frm.reload_doc();
}
