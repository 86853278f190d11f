const API = "bank_crm.api.telemarketing";
const STYLE = `.bank-sheet{display:grid;grid-template-columns:3fr 2fr;gap:16px}@media(max-width:767px){.bank-sheet{grid-template-columns:1fr}}
.bank-sheet-script{white-space:pre-wrap;font-size:1.05rem;line-height:1.7;background:var(--control-bg);border-radius:8px;padding:14px;min-height:120px}
.bank-sheet dl{display:grid;grid-template-columns:auto 1fr;gap:4px 12px;margin:0}.bank-sheet dt{color:var(--text-muted);font-weight:400}.bank-sheet dd{margin:0;overflow-wrap:anywhere}
.bank-sheet-outcomes{display:flex;flex-wrap:wrap;gap:8px;margin:14px 0}.bank-sheet-outcomes .btn{border-left:4px solid var(--outcome)}
.bank-sheet-outcomes .btn.chosen{outline:2px solid var(--primary);font-weight:600}`;
const COLOURS = { Gray: "#98a1ab", Green: "#2e9e5b", Blue: "#2f6fde", Orange: "#e08a1e", Red: "#d64545" };

/** One call: what to say, whom one speaks to, how it ended – the outcome and “File”, two clicks. */
export function open_sheet(sheet, filed) {
	const f = bank_crm.format;
	let chosen = null;
	const dialog = new frappe.ui.Dialog({
		title: `${sheet.customer.customer_name} · ${sheet.campaign.campaign_name}`,
		size: "extra-large",
		fields: [
			{ fieldname: "sheet", fieldtype: "HTML" },
			{ fieldname: "call_again", fieldtype: "Datetime", label: __("Call Again At"), hidden: 1 },
			{ fieldname: "note", fieldtype: "Small Text", label: __("Note") },
		],
		primary_action_label: __("File", null, "Bank Campaign Call"),
		async primary_action(values) {
			if (!chosen) return frappe.show_alert({ message: __("Choose how the call ended."), indicator: "orange" });
			if (chosen.needs_time && !values.call_again) return dialog.fields_dict.call_again.set_focus();
			dialog.disable_primary_action();
			try {
				const done = await frappe.xcall(`${API}.finish`, { call: String(sheet.call.name), outcome: chosen.name, note: values.note, call_again: chosen.needs_time ? values.call_again : null });
				dialog.hide();
				filed(done);
			} finally {
				dialog.enable_primary_action();
			}
		},
	});
	const box = dialog.fields_dict.sheet.$wrapper;
	const alert = sheet.refusal ? `<div class="alert alert-danger">${__("Do not call now: {0}", [f.escape(sheet.refusal)])}</div>` : "";
	const outcomes = sheet.outcomes
		.map((one, place) => `<button type="button" class="btn btn-sm btn-default" style="--outcome:${COLOURS[one.colour] || COLOURS.Gray}" data-outcome="${place}">${f.escape(one.name)}</button>`)
		.join("");
	box.html(`<style>${STYLE}</style>${alert}<div class="bank-sheet"><div><div class="bank-sheet-script">${f.escape(sheet.script || __("This wave has no script."))}</div></div>
		<div><dl>${facts(sheet)}</dl></div></div><div class="bank-sheet-outcomes" role="group" aria-label="${__("Outcome")}">${outcomes}</div>`);
	box.on("click", "[data-outcome]", (event) => {
		chosen = sheet.outcomes[event.currentTarget.dataset.outcome];
		box.find("[data-outcome]").removeClass("chosen").attr("aria-pressed", "false");
		$(event.currentTarget).addClass("chosen").attr("aria-pressed", "true");
		dialog.set_df_property("call_again", "hidden", chosen.needs_time ? 0 : 1);
		if (chosen.needs_time && !dialog.get_value("call_again")) {
			dialog.set_value("call_again", `${frappe.datetime.add_days(frappe.datetime.get_today(), 1)} 10:00:00`);
		}
	});
	box.on("click", "[data-reveal]", () => reveal(sheet));
	dialog.show();
}

function facts(sheet) {
	const f = bank_crm.format;
	const { customer } = sheet;
	const name = sheet.opens
		? `<a href="${frappe.utils.get_form_link("Bank Customer", customer.name)}" target="_blank">${f.escape(customer.customer_name)}</a>`
		: f.escape(customer.customer_name);
	const word = (value, context) => (value ? f.escape(__(value, null, context)) : "–");
	const rows = [
		[__("Customer"), `${name} ${f.pill("tier", customer.tier)}`],
		[
			__("Mobile"),
			`${f.escape(customer.mobile || "–")} <button type="button" class="btn btn-xs btn-default" data-reveal="1">${__("Show Complete Value")}</button>`,
		],
		[__("Age"), customer.age ?? "–"],
		[__("Gender"), word(customer.gender, "Bank Customer")],
		[__("Total Assets"), format_currency(customer.total_aum || 0, "CNY")],
		[__("Activity Level"), word(customer.activity_level, "Bank Customer")],
		[__("Risk Preference"), word(customer.risk_preference, "Bank Customer")],
		[
			__("Product Lines Held"),
			sheet.products
				.map((one) => `${word(one.category, "Bank Customer Account")} ${format_currency(one.amount, "CNY")}${one.maturity_date ? ` (${frappe.datetime.str_to_user(one.maturity_date)})` : ""}`)
				.join("<br>") || "–",
		],
		[
			__("In This Campaign"),
			sheet.steps.map((one) => `${f.escape(__(one.kind, null, "Bank Campaign Response"))} ${f.escape(frappe.datetime.str_to_user(one.at).replace(/:\d\d$/, ""))}`).join("<br>") || "–",
		],
		[__("Benefit"), f.escape(sheet.campaign.benefit_text || "–")],
		[__("Calls Made"), cint(sheet.call.attempts) + (sheet.call.note ? ` · ${f.escape(sheet.call.note)}` : "")],
	];
	return rows.map(([label, value]) => `<dt>${label}</dt><dd>${value}</dd>`).join("");
}

// the same reveal as everywhere: a reason, an entry in the log, so many an hour
function reveal(sheet) {
	const reason = { fieldname: "reason", fieldtype: "Data", label: __("Reason"), reqd: 1, default: __("Call for {0}", [sheet.campaign.campaign_name]) };
	reason.description = __("Your name, the time and the reason are recorded.");
	frappe.prompt(
		[reason],
		async (values) => {
			const args = { doctype: "Bank Customer", name: sheet.customer.name, field: "mobile", reason: values.reason };
			const value = await frappe.xcall("bank_crm.compliance.reveal.reveal", args);
			frappe.msgprint({ title: __("Mobile"), message: `<b style="font-size:1.3rem"><a href="tel:${encodeURIComponent(value)}">${frappe.utils.escape_html(value)}</a></b>` });
		},
		__("Show Complete Value"),
		__("Show")
	);
}
