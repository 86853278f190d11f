const METHODS = "bank_crm.api.customer_tier";

/** `done` is called after the tier was changed. */
export class TierDialog {
	constructor(customer, customer_name, done) {
		Object.assign(this, { customer, done });
		this.dialog = new frappe.ui.Dialog({
			title: `${__("Why This Tier")} · ${frappe.utils.escape_html(customer_name)}`,
			size: "large",
			fields: [{ fieldname: "body", fieldtype: "HTML" }],
		});
		this.body = this.dialog.get_field("body").$wrapper.addClass("bank-tier-dialog");
		this.body.on("click", "[data-action=override]", () => this.override());
		this.body.on("click", "[data-action=release]", () => this.release());
		this.dialog.show();
		this.load();
	}

	async load() {
		this.body.html(`<div class="bank-skeleton"></div>`);
		try {
			this.told = await frappe.xcall(`${METHODS}.explain`, { customer: this.customer }, "GET");
		} catch {
			this.body.html(`<div class="bank-state bank-state-error" role="alert">${__("The tiers could not be loaded.")}</div>`);
			return;
		}
		this.draw();
	}

	draw() {
		const { told } = this;
		const f = bank_crm.format;
		const overridden = told.source === "Manual";
		const actions = told.may_decide
			? `<div class="bank-tier-actions"><button class="btn btn-default btn-sm" data-action="override">${__("Change Tier")}</button>
				${overridden ? `<button class="btn btn-default btn-sm" data-action="release">${__("Release Override")}</button>` : ""}</div>`
			: "";
		this.body.html(`<header>${f.pill("tier", told.tier)} <span>${f.escape(this.status())}</span>${actions}</header>
			${overridden ? `<p class="text-muted">${f.escape(told.override_reason)}</p>` : ""}
			<ul class="bank-tier-steps">${told.steps.map(step).join("")}</ul>
			<h4>${__("History")}</h4>${history(told.history)}`);
	}

	/** One sentence: what the rules say today. */
	status() {
		const { told } = this;
		const f = bank_crm.format;
		if (told.source === "Manual") {
			return told.locked_until
				? __("Set by a person until {0}", [f.day(told.locked_until)])
				: __("Set by a person until it is released");
		}
		if (told.watch_since) {
			const figures = [f.day(told.watch_since), told.months_below, told.months_allowed];
			return __("Below the tier since {0}: {1} of {2} month-ends", figures);
		}
		if (told.reason === "Unknown") return __("Not enough is known to decide.");
		if (told.next_tier !== told.tier) return __("The rules would give: {0}", [f.word("tier", told.next_tier)]);
		return __("The conditions of the tier are met.");
	}

	async override() {
		const { options } = await this.tiers();
		frappe.prompt(
			[
				{ fieldname: "tier", fieldtype: "Select", label: __("New Tier"), reqd: 1, options },
				{
					fieldname: "until",
					fieldtype: "Date",
					label: __("Kept Until"),
					description: __("Empty: until it is released."),
				},
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			],
			(values) => this.send("override", { tier: values.tier, until: values.until || null, reason: values.reason }),
			__("Change Tier"),
			__("Change Tier")
		);
	}

	tiers() {
		const f = bank_crm.format;
		const options = this.told.steps.map((one) => ({ value: one.tier, label: f.word("tier", one.tier) }));
		return { options };
	}

	release() {
		const reason = { fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 };
		reason.description = __("The rules decide again at once.");
		frappe.prompt([reason], (values) => this.send("release", values), __("Release Override"), __("Release Override"));
	}

	async send(method, values) {
		await frappe.xcall(`${METHODS}.${method}`, { customer: this.customer, ...values });
		await this.load();
		this.done();
	}
}

function step(one) {
	const f = bank_crm.format;
	const [colour, word] = { true: ["green", __("met")], false: ["red", __("missed")], null: ["gray", __("unknown")] }[one.met];
	return `<li>${f.pill("tier", one.tier)}<span>${f.escape(one.text)}</span>
		<span class="indicator-pill no-indicator-dot ${colour}">${f.escape(word)}</span></li>`;
}

function history(lines) {
	const f = bank_crm.format;
	if (!lines.length) return `<div class="text-muted">–</div>`;
	const rows = lines.map(
		(line) => `<tr><td>${f.escape(f.moment(line.changed_at))}</td>
			<td>${f.pill("tier", line.from_tier)} → ${f.pill("tier", line.to_tier)}</td>
			<td>${f.escape(__(line.reason_code, null, "Bank Tier Change"))}</td>
			<td class="bank-tiering-why"><span>${f.escape(line.reason)}</span></td>
			<td>${f.escape(line.source === "Rule" ? "" : frappe.user_info(line.changed_by).fullname)}</td></tr>`
	);
	return `<div class="bank-table-box"><table class="bank-table"><tbody>${rows.join("")}</tbody></table></div>`;
}
