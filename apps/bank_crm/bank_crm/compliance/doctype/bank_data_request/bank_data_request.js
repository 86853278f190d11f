frappe.provide("bank_crm.data_request");
const bank_data_request = bank_crm.data_request;

frappe.ui.form.on("Bank Data Request", {
	setup(frm) {
		const kind = frappe.meta.get_docfield("Bank Data Request Item", "document_type", frm.docname);
		if (kind) kind.formatter = (value) => frappe.utils.escape_html(__(value));
		frappe.realtime.on("bank_data_request_progress", (told) => bank_data_request.show_progress(frm, told));
	},

	refresh(frm) {
		frm.set_df_property("complete_values", "read_only", bank_data_request.may_decide(frm) ? 0 : 1);
		bank_data_request.show_intro(frm);
		if (frm.is_new()) return;
		const own = frm.doc.applicant === frappe.session.user;
		if (frm.doc.status === "Ready to Download" && own) {
			frm.add_custom_button(__("Download Package"), () => bank_data_request.download(frm)).addClass("btn-primary");
		}
		if (frm.doc.status === "Approved" && frm.doc.request_type === "Correction") {
			frm.add_custom_button(__("Correct Now"), () => bank_data_request.correct(frm)).addClass("btn-primary");
		}
		if (frm.doc.status === "Approved" && frm.doc.failure && frappe.user.has_role("Bank Compliance Officer")) {
			frm.add_custom_button(__("Try Again"), async () => {
				await frappe.xcall("bank_crm.api.privacy.try_again", { name: frm.doc.name });
				frm.reload_doc();
			});
		}
	},
});

bank_data_request.may_decide = (frm) =>
	frm.doc.status === "Compliance Approval" &&
	frm.doc.applicant !== frappe.session.user &&
	frappe.user.has_role("Bank Compliance Officer");

bank_data_request.show_intro = (frm) => {
	const { doc } = frm;
	const open = !["Carried Out", "Closed", "Rejected", "Ready to Download"].includes(doc.status);
	if (doc.failure) {
		frm.set_intro(frappe.utils.escape_html(doc.failure), "red");
	} else if (doc.status === "Ready to Download") {
		const until = frappe.datetime.str_to_user(doc.expires_at);
		frm.set_intro(__("The package can be downloaded once, by who took the request down, until {0}.", [until]), "green");
	} else if (doc.status === "Approved" && doc.request_type === "Correction") {
		frm.set_intro(__("Approved. Enter the corrected values now."), "blue");
	} else if (doc.status === "Approved") {
		frm.set_intro(__("Approved. It is carried out in the background; you are told when it is done."), "blue");
	} else if (!frm.is_new() && open && doc.due_on < frappe.datetime.get_today()) {
		frm.set_intro(__("This request was due on {0}.", [frappe.datetime.str_to_user(doc.due_on)]), "red");
	} else if (doc.request_type === "Erasure" && doc.status === "Compliance Approval") {
		frm.set_intro(__("Below is what erasing would do today, and what a law keeps."), "orange");
	}
};

/** How far the background has come; when it is done, the changed document loads itself anew. */
bank_data_request.show_progress = (frm, { name, done, total }) => {
	if (frm.doc?.name !== name || frm.doc.status !== "Approved" || !total) return;
	const percent = Math.min(100, Math.round((100 * done) / total));
	frm.dashboard.show_progress(__("Being carried out"), percent, __("{0} of {1}", [done, total]));
};

bank_data_request.correct = async (frm) => {
	await frappe.model.with_doctype("Bank Customer");
	const known = await frappe.xcall("bank_crm.api.privacy.correction_fields");
	const fields = frm.doc.corrections.map((row) => {
		const { fieldname, sealed } = known.find((field) => field.label === row.field);
		const df = frappe.meta.get_docfield("Bank Customer", fieldname);
		return {
			fieldname,
			fieldtype: sealed ? "Data" : df.fieldtype,
			options: df.fieldtype === "Select" ? bank_data_request.options(df) : df.options,
			label: __(df.label, null, "Bank Customer"),
			reqd: 1,
			default: sealed ? "" : row.wanted,
			description: sealed ? __("The complete value; it is stored sealed and stands nowhere else.") : "",
		};
	});
	const labels = Object.fromEntries(known.map((field) => [field.fieldname, field.label]));
	const dialog = new frappe.ui.Dialog({
		title: __("Correct Now"),
		fields,
		primary_action_label: __("Correct Now"),
		async primary_action(values) {
			const by_label = Object.fromEntries(Object.entries(values).map(([name, value]) => [labels[name], value]));
			await frappe.xcall("bank_crm.api.privacy.correct", { name: frm.doc.name, values: by_label });
			dialog.hide();
			frm.reload_doc();
		},
	});
	dialog.show();
};

bank_data_request.options = (df) =>
	df.options
		.split("\n")
		.filter(Boolean)
		.map((value) => ({ value, label: __(value, null, "Bank Customer") }));

bank_data_request.download = async (frm) => {
	await bank_crm.download("bank_crm.api.privacy.download_package", { name: frm.doc.name }, `${frm.doc.name}.zip`);
	frm.reload_doc();
};
