// Campaigns: what is planned, whom it reaches, what they did; waves are planned and sent from here (MKT-01 to MKT-10).
frappe.ui.form.on("Bank Campaign", {
	setup(frm) {
		frm.set_query("segment", "audience", () => ({ filters: { enabled: 1 } }));
		frm.set_query("segment", "variants", () => ({ filters: { enabled: 1 } }));
		frm.set_query("template", "variants", (doc, cdt, cdn) => ({
			filters: { enabled: 1, channel: locals[cdt][cdn].channel || "SMS" },
		}));
		frm.set_query("owner_user", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	refresh(frm) {
		for (const part of PARTS) frm.fields_dict[part].$wrapper.empty();
		if (frm.doc.state === "Paused" && frm.doc.paused_reason) {
			frm.dashboard.add_comment(strip_html(frm.doc.paused_reason), "orange", true);
		}
		lock(frm);
		if (frm.is_new()) return tell_to_save(frm);
		if (may_write(frm)) add_buttons(frm);
		else frm.disable_form?.();
		show(frm);
		watch(frm);
	},
});

const PARTS = ["audience_html", "content_html", "wave_html", "effect_html", "history_html"];
const OVER = ["Ended", "Reviewed"];
const WAVE_COLOURS = { Planned: "blue", "Fixing Targets": "orange", Sending: "orange", Done: "green", Cancelled: "gray" };
const REFRESH_SECONDS = 10;
const esc = frappe.utils.escape_html;
const number = (value) => format_number(value || 0, null, 0);
const money = (value) => format_currency(value || 0, "CNY");
const time = (value) => (value ? esc(frappe.datetime.str_to_user(value).replace(/:\d\d$/, "")) : "");
const table = (heads, rows) =>
	`${NARROW}<div class="table-responsive"><table class="table table-sm table-bordered small bank-campaign-table"><thead><tr>${heads
		.map((head) => `<th>${head}</th>`)
		.join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</tbody></table></div>`;
const NARROW = `<style>.bank-campaign-table{white-space:nowrap}.bank-campaign-table td:first-child{white-space:normal;min-width:8em}</style>`;
const nothing = (text) => `<p class="text-muted small">${text}</p>`;

function may_write(frm) {
	const roles = ["Bank Marketing Officer", "Bank CRM Administrator"];
	return frappe.session.user === "Administrator" || roles.some((role) => frappe.user.has_role(role));
}

// what the server would refuse is not offered for change
function lock(frm) {
	const open = frm.doc.__onload?.open_fields;
	for (const { df } of frm.fields) {
		const own = df.fieldname && frappe.meta.get_docfield("Bank Campaign", df.fieldname);
		if (!own || own.read_only || (frappe.model.no_value_type.includes(df.fieldtype) && df.fieldtype !== "Table")) continue;
		frm.set_df_property(df.fieldname, "read_only", open && !open.includes(df.fieldname) ? 1 : 0);
	}
}

function tell_to_save(frm) {
	for (const part of PARTS) frm.fields_dict[part].$wrapper.html(nothing(__("Save the campaign first.")));
}

function add_buttons(frm) {
	if (!OVER.includes(frm.doc.state)) frm.add_custom_button(__("Add Wave"), () => edit_wave(frm));
	frm.add_custom_button(__("Count Audience"), () => count(frm));
	if (frm.doc.variants?.length) frm.add_custom_button(__("Preview Text"), () => preview(frm));
	if (["Draft", "Approved", "Paused"].includes(frm.doc.state)) {
		frm.add_custom_button(__("Check Before Start"), () => check(frm));
	}
}

async function show(frm) {
	const found = await frappe.xcall("bank_crm.api.campaigns.overview", { campaign: frm.doc.name }, "GET");
	if (frm.doc.name !== found.figures.name) return;
	show_waves(frm, found);
	show_effect(frm, found);
	show_history(frm, found.versions);
	frm.fields_dict.audience_html.$wrapper.html(reasons(found.waves));
	frm.fields_dict.content_html.$wrapper.html(nothing(__("“Preview Text” shows what a customer gets, how long it is and what it costs.")));
}

// figures live while messages leave: the form asks again as long as it is looked at
function watch(frm) {
	clearTimeout(frm.bank_watch);
	if (frm.doc.state !== "Running") return;
	frm.bank_watch = setTimeout(async () => {
		if (cur_frm !== frm || !frm.wrapper.offsetParent || document.hidden) return watch(frm);
		await show(frm);
		watch(frm);
	}, REFRESH_SECONDS * 1000);
}

function show_waves(frm, { waves, calls }) {
	const box = frm.fields_dict.wave_html.$wrapper;
	if (!waves.length) return box.html(nothing(__("No wave is planned yet.")));
	const heads = [__("Wave"), __("Channel"), __("Send From"), __("Whom"), __("State"), __("Targeted"), __("Excluded"), __("Sent"), __("Arrived"), __("Opened", null, "Bank Message"), __("Clicked"), __("Failed")];
	const writes = may_write(frm);
	box.html(
		table(
			heads,
			waves.map((wave) => [
				`<a href="${frappe.utils.get_form_link("Bank Campaign Wave", wave.name)}">${esc(wave.wave_name)}</a>` +
					(writes && wave.state === "Planned" ? `<div class="mt-1">${wave_actions(frm, wave)}</div>` : ""),
				esc(__(wave.channel, null, "Bank Campaign Wave")),
				time(wave.send_at),
				esc(__(wave.wave_audience, null, "Bank Campaign Wave")),
				`<span class="indicator-pill no-indicator-dot ${WAVE_COLOURS[wave.state]}">${esc(wave.state_label)}</span>` +
					(wave.state_note ? `<div class="text-danger">${esc(strip_html(wave.state_note))}</div>` : ""),
				...["targeted", "excluded", "sent", "delivered", "opened", "clicked", "failed"].map((name) => number(wave[name])),
			])
		) +
			(calls.length
				? `<h6 class="mt-3">${__("Calls")}</h6>${table([__("State"), __("Outcome"), __("Calls")], calls.map((one) => [esc(one.state), esc(one.outcome || "–"), number(one.count)]))}`
				: "")
	);
	box.find("[data-send]").on("click", (event) => send_now(frm, event.currentTarget.dataset.send));
	box.find("[data-cancel]").on("click", (event) => cancel(frm, event.currentTarget.dataset.cancel));
}

function wave_actions(frm, wave) {
	const now = frm.doc.state === "Running" ? `<button class="btn btn-xs btn-default" data-send="${esc(wave.name)}">${__("Send Now")}</button> ` : "";
	return `${now}<button class="btn btn-xs btn-default" data-cancel="${esc(wave.name)}">${__("Cancel")}</button>`;
}

function show_effect(frm, found) {
	const figures = found.figures;
	const card = (label, value, note = "") => CARD(label, value, note);
	const cards = [
		card(__("Participation Rate"), `${figures.participation_rate}%`, __("participants ÷ reached")),
		card(__("Conversion Rate"), `${figures.conversion_rate}%`, __("purchases ÷ participants")),
		card(__("Claim Rate"), `${found.claim_rate}%`, __("claimed ÷ reached")),
		card(__("Purchase Rate"), `${found.purchase_rate}%`, __("purchases ÷ claimed")),
		card(__("Amount Purchased"), bank_crm.format.short_money(figures.purchase_amount), money(figures.purchase_amount)),
		...money_cards(found.effect.money),
		card(__("Spent on Messages"), money(figures.spent), __("{0} reserved", [money(figures.reserved)])),
		card(__("Control Group"), number(figures.control_size)),
		card(__("Unsubscribed"), number(figures.unsubscribed)),
	];
	if (found.leads.all) {
		cards.push(card(__("Leads"), number(found.leads.all), __("{0} open, {1} became customers' deals", [number(found.leads.open), number(found.leads.converted)])));
	}
	if (frm.doc.goal_metric) {
		cards.unshift(card(__("Goal"), `${figures.goal_share}%`, `${number(figures.goal_achieved)} / ${number(frm.doc.goal_target)} · ${esc(__(frm.doc.goal_metric, null, "Bank Campaign"))}`));
	}
	const most = Math.max(...found.funnel.map((step) => step.count), 1);
	const funnel = found.funnel
		.map(
			(step) =>
				`<div class="bank-campaign-step"><span>${esc(step.label)}</span><div><i style="width:${(100 * step.count) / most}%"></i></div><b>${number(step.count)}</b></div>`
		)
		.join("");
	const variants = found.variants.length
		? `<h6>${__("Variants")}</h6>` +
			table(
				[__("Variant"), __("Targeted"), __("Customers Reached"), __("Participated"), __("Participation Rate"), __("Purchased"), __("Conversion Rate"), __("Amount Purchased")],
				found.variants.map((one) => [
					esc(one.variant), number(one.targeted), number(one.reached), number(one.participants), `${one.participation_rate}%`, number(one.purchased), `${one.conversion_rate}%`, money(one.amount),
				])
			)
		: "";
	frm.fields_dict.effect_html.$wrapper.html(
		`<style>${STYLE}</style><div class="bank-campaign-cards">${cards.join("")}</div><h6>${__("Funnel")}</h6><div class="bank-campaign-funnel">${funnel}</div>${uplift(found.effect)}${variants}`
	);
}

const CARD = (label, value, note) =>
	`<div class="bank-campaign-card"><div class="text-muted small">${label}</div><div class="bank-campaign-figure">${value}</div><div class="text-muted small">${note}</div></div>`;
const known = (value, show) => (value === null || value === undefined ? "–" : show(value));

// what it cost and brought; without any cost there is no ratio (MKT-13)
function money_cards(found) {
	return [
		CARD(__("Cost"), money(found.cost), __("booked costs and messages")),
		CARD(__("Input/Output Ratio"), known(found.ratio, (value) => `1 : ${value}`), __("benefit {0}", [money(found.benefit)])),
		CARD(__("Return on Investment"), known(found.roi, (value) => `${value}%`), __("(benefit − cost) ÷ cost")),
		CARD(__("Cost per Purchase"), known(found.per_purchase, money), __("per participant {0}", [known(found.per_participant, money)])),
	];
}

// what the campaign added, told with how sure that is (anchors row 28)
function uplift(effect) {
	const found = effect.uplift;
	const at = effect.counted_at ? ` <span class="text-muted small">${__("counted {0}", [time(effect.counted_at)])}</span>` : "";
	const head = `<h6>${__("Against the Control Group")}${at}</h6>`;
	if (!found) return head + nothing(__("Known once targets are fixed with a control group and purchases were counted."));
	const verdict = !found.enough
		? [__("The groups are too small to tell."), "gray"]
		: found.significant
			? [found.difference > 0 ? __("The campaign works: the difference is no chance.") : __("The campaign does harm: the difference is no chance."), found.difference > 0 ? "green" : "red"]
			: [__("The difference may be chance."), "orange"];
	return (
		head +
		table(
			[__("Bought, Turned To"), __("Bought, Control Group"), __("Difference (Points)"), __("95% Interval"), __("Relative"), __("Purchases Added"), "p"],
			[[
				`${found.treated}%`, `${found.control}%`, found.difference, `${found.low} – ${found.high}`, known(found.relative, (value) => `${value}%`), known(found.added, (value) => format_number(value, null, 1)), found.p_value < 0.0001 ? "&lt; 0.0001" : found.p_value,
			]]
		) +
		`<p><span class="indicator-pill no-indicator-dot ${verdict[1]}">${verdict[0]}</span></p>`
	);
}

const STYLE = `.bank-campaign-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(138px,1fr));gap:12px;margin-bottom:20px}
.bank-campaign-card{border:1px solid var(--border-color);border-radius:8px;padding:10px 14px;min-width:0}
.bank-campaign-figure{font-size:1.2rem;font-weight:600;white-space:nowrap}.bank-campaign-funnel{max-width:640px;margin-bottom:20px}
.bank-campaign-step{display:flex;align-items:center;gap:10px;margin:6px 0}.bank-campaign-step span{width:6em}
.bank-campaign-step div{flex:1;background:var(--control-bg);border-radius:4px;height:18px}
.bank-campaign-step i{display:block;height:100%;background:var(--blue-500,#2f6fde);border-radius:4px}.bank-campaign-step b{width:6em;text-align:right}`;

function reasons(waves) {
	const rows = waves.flatMap((wave) => wave.exclusions.map((one) => [esc(wave.wave_name), esc(one.reason), number(one.count)]));
	if (!rows.length) return nothing(__("Who is left out, and why, is known once the targets of a wave are fixed."));
	return `<h6>${__("Left Out by Reason")}</h6>` + table([__("Wave"), __("Reason"), __("Customers")], rows);
}

function show_history(frm, versions) {
	frm.fields_dict.history_html.$wrapper.html(
		versions.length
			? table(
					[__("Version"), __("Made At"), __("Made By"), __("What Changed")],
					versions.map((one) => [
						number(one.version_no), time(one.made_at), esc(frappe.user.full_name(one.made_by)), esc(one.changes).replace(/\n/g, "<br>"),
					])
				)
			: nothing(__("The first version is made when the campaign starts."))
	);
}

function edit_wave(frm) {
	const channels = [...new Set((frm.doc.variants || []).map((row) => row.channel)), "Phone"];
	const meta = (name) => frappe.meta.get_docfield("Bank Campaign Wave", name);
	const options = (name) => meta(name).options.split("\n").map((value) => ({ value, label: __(value, null, "Bank Campaign Wave") }));
	frappe.model.with_doctype("Bank Campaign Wave", () => {
		const dialog = new frappe.ui.Dialog({
			title: __("Add Wave"),
			fields: [
				{ fieldname: "wave_name", fieldtype: "Data", label: __("Wave"), reqd: 1 },
				{ fieldname: "channel", fieldtype: "Select", label: __("Channel"), reqd: 1, default: channels[0], options: options("channel").filter((one) => channels.includes(one.value)) },
				{ fieldname: "wave_audience", fieldtype: "Select", label: __("Whom"), reqd: 1, default: "Everybody", options: options("wave_audience") },
				{ fieldname: "column", fieldtype: "Column Break" },
				{ fieldname: "send_at", fieldtype: "Datetime", label: __("Send From"), description: __("Empty: as soon as the campaign runs.") },
				{ fieldname: "send_until", fieldtype: "Datetime", label: __("Send Until"), description: __("What could not leave by then is not sent any more.") },
				{ fieldname: "calls", fieldtype: "Section Break", label: __("Calls"), depends_on: "eval:doc.channel === 'Phone'" },
				{ fieldname: "script", fieldtype: "Text", label: __("Script"), description: __("What is said on the phone, where the campaign's content has no text for it.") },
				{ fieldname: "call_attempts", fieldtype: "Int", label: __("Most Calls per Customer"), default: 3 },
			],
			primary_action_label: __("Plan"),
			async primary_action(values) {
				await frappe.xcall("frappe.client.insert", { doc: { doctype: "Bank Campaign Wave", campaign: frm.doc.name, ...values } });
				dialog.hide();
				frm.reload_doc();
			},
		});
		dialog.show();
	});
}

function send_now(frm, wave) {
	frappe.confirm(__("Send this wave now?"), async () => {
		await frappe.xcall("bank_crm.api.campaigns.send_now", { wave });
		frappe.show_alert({ message: __("The wave leaves."), indicator: "green" });
		frm.reload_doc();
	});
}

function cancel(frm, wave) {
	frappe.confirm(__("Cancel this wave?"), async () => {
		await frappe.xcall("bank_crm.api.campaigns.cancel_wave", { wave });
		frm.reload_doc();
	});
}

async function count(frm) {
	if (frm.is_dirty()) await frm.save();
	const found = await frappe.xcall("bank_crm.api.campaigns.audience_size", { campaign: frm.doc.name }, "GET");
	const rows = Object.entries(found.channels).map(([channel, size]) => [esc(__(channel, null, "Bank Campaign Wave")), number(size)]);
	frappe.msgprint({
		title: __("Audience"),
		message:
			`<p>${__("The audience holds {0} customers.", [`<b>${number(found.size)}</b>`])}</p>` +
			(rows.length ? table([__("Channel"), __("May Be Contacted")], rows) : ""),
	});
}

async function check(frm) {
	if (frm.is_dirty()) await frm.save();
	const found = await frappe.xcall("bank_crm.api.campaigns.check", { campaign: frm.doc.name }, "GET");
	frappe.msgprint({
		title: __("Check Before Start"),
		indicator: found.length ? "orange" : "green",
		message: found.length ? `<ul>${found.map((line) => `<li>${line}</li>`).join("")}</ul>` : __("Nothing keeps this campaign from being started."),
	});
}

function preview(frm) {
	const templates = [...new Set(frm.doc.variants.map((row) => row.template))].map((value) => ({
		value,
		label: `${frm.doc.variants.find((row) => row.template === value).variant} · ${frappe.utils.get_link_title("Bank Message Template", value) || value}`,
	}));
	bank_crm.preview_message(templates, frm.doc.name);
}
