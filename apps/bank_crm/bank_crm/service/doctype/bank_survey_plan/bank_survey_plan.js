// Whom a survey is sent to, when and how often (SUR-01, SUR-02).
frappe.ui.form.on("Bank Survey Plan", {
	setup(frm) {
		frm.set_query("survey", () => ({ filters: { state: "Published" } }));
		frm.set_query("owner_user", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frm.bank_audiences = frappe.xcall("bank_crm.api.surveys.audiences", {}, "GET").then((names) => {
			frm.set_query("audience_doctype", () => ({ filters: { name: ["in", names] } }));
		});
	},

	refresh(frm) {
		if (frm.is_new()) return;
		const all = frappe.session.user === "Administrator" || frappe.user.has_role("Bank CRM Administrator");
		const may_write = frm.has_perm("write") && (all || frm.doc.owner_user === frappe.session.user);
		if (!may_write) frm.disable_form?.();
		if (frm.doc.shared_link) {
			frm.add_custom_button(__("Show Link"), () => show_link(frm));
		} else {
			frm.add_custom_button(__("Count Audience"), () => count(frm));
		}
		if (may_write && !frm.doc.enabled) {
			frm.add_custom_button(__("Start"), () => start(frm)).addClass("btn-primary");
		}
		if (frm.doc.survey) {
			frm.add_custom_button(__("Results"), () => frappe.set_route("bank-survey-results", frm.doc.survey));
		}
	},

	audience_doctype(frm) {
		frm.set_value("audience_name", null);
	},
});

async function count(frm) {
	const { size } = await frappe.xcall("bank_crm.api.surveys.audience_size", { plan: frm.doc.name }, "GET");
	frappe.msgprint({
		title: __("Audience"),
		message: __("The audience holds {0} customers. Who must not be contacted, or was asked lately, is left out.", [
			frappe.format(size, { fieldtype: "Int" }),
		]),
	});
}

async function show_link(frm) {
	const address = await frappe.xcall("bank_crm.api.surveys.shared_address", { plan: frm.doc.name }, "GET");
	frappe.msgprint({
		title: __("Anyone With the Link"),
		message: `<code style="word-break: break-all">${frappe.utils.escape_html(address)}</code>`,
		primary_action: { label: __("Copy"), action: () => frappe.utils.copy_to_clipboard(address) },
	});
}

function start(frm) {
	frappe.confirm(__("Start this plan? Invitations leave from {0} on.", [frappe.datetime.str_to_user(frm.doc.starts_on)]), () => {
		frm.set_value("enabled", 1);
		frm.save();
	});
}
