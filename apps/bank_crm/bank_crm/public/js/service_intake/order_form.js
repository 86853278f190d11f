// What intake adds to the form of a work order: orders alike, merging and splitting, measures, reviews (SVC-12, SVC-13, SVC-18).

(() => {
	const ORDER = "Bank Work Order";
	const escape = (text) => frappe.utils.escape_html(String(text ?? ""));
	const over = (frm) => ["Closed", "Merged"].includes(frm.doc.state);
	const SIGNS = {
		"same-customer": () => __("same customer"),
		"same-contact": () => __("same sender"),
		"same-subtype": () => __("same subtype"),
		"same-type": () => __("same type"),
		"same-product": () => __("same product"),
		"alike-text": () => __("similar text"),
		"close-in-time": () => __("within a day"),
	};

	frappe.ui.form.on(ORDER, {
		refresh(frm) {
			if (frm.is_new()) return;
			const may_write = frm.perm[0]?.write;
			const group = __("Matter");
			if (may_write && !over(frm)) {
				frm.add_custom_button(__("Merge into Another Order"), () => ask_merge(frm), group);
				frm.add_custom_button(__("Split Off a Matter"), () => ask_split(frm), group);
				show_alike(frm);
			}
			// nobody edits a merged order, so its form grants no writing; the server asks for both orders
			if (frm.doc.state === "Merged" && frappe.model.can_write(ORDER)) offer_undo(frm, group);
			if (frappe.model.can_create("Bank Improvement")) {
				frm.add_custom_button(__("Open an Improvement"), () => open_improvement(frm), group);
			}
			if (frappe.model.can_create("Bank QA Review") && frm.doc.handler) {
				frm.add_custom_button(__("Review Quality"), () => ask_review(frm), group);
			}
		},
	});

	async function show_alike(frm) {
		const name = frm.doc.name;
		const found = await frappe.xcall("bank_crm.api.service_intake.orders_alike", { order: name }, "GET");
		if (!found.length || frm.doc.name !== name || frm.bank_alike_shown === `${name} ${frm.doc.modified}`) return;
		frm.bank_alike_shown = `${name} ${frm.doc.modified}`;
		const rows = found.slice(0, 5).map((one) => {
			const why = one.signs.map((sign) => SIGNS[sign]?.() ?? sign).join(__(", "));
			return `<li><a href="${frappe.utils.get_form_link(ORDER, one.name)}">${escape(one.name)}</a>
				${escape(one.subject)} · ${__(one.state, null, ORDER)} · ${frappe.datetime.str_to_user(one.opened_on)}
				<span class="text-muted">${escape(why)}</span>
				<button class="btn btn-xs btn-default" data-kept="${escape(one.name)}">${__("Merge into This")}</button></li>`;
		});
		const section = frm.dashboard.add_section(
			`<ul class="bank-alike-orders">${rows.join("")}</ul>`,
			__("May Be the Same Matter")
		);
		section.on("click", "[data-kept]", (event) => ask_merge(frm, event.currentTarget.dataset.kept));
		frm.dashboard.show();
	}

	function ask_merge(frm, kept) {
		const dialog = new frappe.ui.Dialog({
			title: __("Merge {0} into Another Order", [frm.doc.name]),
			fields: [
				{
					fieldname: "kept",
					fieldtype: "Link",
					options: ORDER,
					label: __("Kept Order"),
					reqd: 1,
					default: kept,
					only_select: 1,
					filter_description: __("Other open orders of this customer"),
					description: __("Messages, files and tasks move there; later mails go there too."),
					get_query: () => ({
						filters: {
							name: ["!=", frm.doc.name],
							state: ["not in", ["Merged", "Closed"]],
							...(frm.doc.customer ? { customer: frm.doc.customer } : {}),
						},
					}),
				},
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			],
			primary_action_label: __("Merge"),
			async primary_action(values) {
				const merged = frm.doc.name;
				await frappe.xcall("bank_crm.api.service_intake.merge_orders", { ...values, merged });
				dialog.hide();
				// both have changed behind the browser's back; going there loads them anew
				for (const name of [merged, values.kept]) frappe.model.remove_from_locals(ORDER, name);
				frappe.set_route("Form", ORDER, values.kept);
				frappe.show_alert({ message: __("The orders are merged."), indicator: "green" });
			},
		});
		dialog.show();
	}

	async function offer_undo(frm, group) {
		const [merge] = await frappe.db.get_list("Bank Order Merge", {
			filters: { merged: frm.doc.name, state: "Merged" },
			fields: ["name"],
			limit: 1,
		});
		if (!merge) return;
		frm.add_custom_button(
			__("Undo the Merge"),
			() =>
				frappe.confirm(__("Take the orders apart again?"), async () => {
					await frappe.xcall("bank_crm.api.service_intake.undo_merge", { merge: String(merge.name) });
					frm.reload_doc();
				}),
			group
		);
	}

	async function ask_split(frm) {
		const messages = await frappe.db.get_list("Communication", {
			filters: { reference_doctype: ORDER, reference_name: frm.doc.name, communication_type: "Communication" },
			fields: ["name", "subject", "communication_date"],
			order_by: "communication_date asc",
			limit: 50,
		});
		const types = ["Enquiry", "Complaint", "Suggestion", "Business Request"];
		const dialog = new frappe.ui.Dialog({
			title: __("Split Off a Matter"),
			fields: [
				{ fieldname: "subject", fieldtype: "Data", label: __("Subject"), reqd: 1, length: 140 },
				{
					fieldname: "order_type",
					fieldtype: "Select",
					label: __("Type"),
					reqd: 1,
					options: types.map((value) => ({ value, label: __(value, null, ORDER) })),
					default: frm.doc.order_type,
				},
				{
					fieldname: "subtype",
					fieldtype: "Link",
					options: "Bank Work Order Subtype",
					label: __("Subtype"),
					get_query: () => ({ filters: { order_type: dialog.get_value("order_type"), active: 1 } }),
				},
				{ fieldname: "description", fieldtype: "Small Text", label: __("Description") },
				{
					fieldname: "messages",
					fieldtype: "MultiCheck",
					label: __("Messages That Go Along"),
					hidden: !messages.length,
					options: messages.map((one) => ({
						value: one.name,
						label: `${frappe.datetime.str_to_user(one.communication_date)} ${escape(one.subject)}`,
					})),
				},
			],
			primary_action_label: __("Split Off"),
			async primary_action(values) {
				const parts = [{ ...values, messages: dialog.get_value("messages") ?? [] }];
				const [made] = await frappe.xcall("bank_crm.api.service_intake.split_order", {
					order: frm.doc.name,
					parts,
				});
				dialog.hide();
				frappe.set_route("Form", ORDER, made);
			},
		});
		dialog.show();
	}

	function open_improvement(frm) {
		const origin = { Suggestion: "Suggestion", Complaint: "Complaint" }[frm.doc.order_type] ?? "Other";
		frappe.new_doc("Bank Improvement", {
			subject: frm.doc.subject,
			origin,
			cause: frm.doc.rating_cause || frm.doc.cause,
			product: frm.doc.product,
			branch: frm.doc.branch,
			reference_doctype: ORDER,
			reference_name: frm.doc.name,
		});
	}

	function ask_review(frm) {
		frappe.prompt(
			{
				fieldname: "scorecard",
				fieldtype: "Link",
				options: "Bank QA Scorecard",
				label: __("Scorecard"),
				reqd: 1,
				get_query: () => ({ filters: { active: 1 } }),
			},
			async ({ scorecard }) => {
				const review = await frappe.xcall("bank_crm.api.quality.open_review", {
					order: frm.doc.name,
					scorecard,
				});
				frappe.set_route("Form", "Bank QA Review", review);
			},
			__("Review Quality"),
			__("Open")
		);
	}
})();
