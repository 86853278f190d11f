import { open_sheet } from "./call_sheet";

const API = "bank_crm.api.telemarketing";
const PARTS = [
	["now", __("To Call Now")],
	["today", __("Later Today")],
	["later", __("Later")],
];
const STYLE = `.bank-calls{padding:12px var(--padding-md)}.bank-calls .bank-call{display:flex;flex-wrap:wrap;align-items:center;gap:6px 14px;padding:10px 12px;border-bottom:1px solid var(--border-color)}
.bank-calls .bank-call:hover{background:var(--fg-hover-color)}.bank-calls .bank-call-who{flex:1 1 180px;min-width:0}.bank-calls .bank-call-what{flex:2 1 220px;min-width:0}
.bank-calls .bank-call-when{flex:0 0 auto}.bank-calls h5{margin:18px 0 6px}.bank-calls-list{border:1px solid var(--border-color);border-radius:8px;overflow:hidden}
.bank-calls-list .bank-call:last-child{border-bottom:0}@media(max-width:575px){.bank-calls .bank-call .btn{width:100%}}`;

/** The page of calls; a finished one leaves the list without loading it anew. */
export class Calls {
	constructor(page) {
		this.page = page;
		this.team = false;
		this.body = $(`<div class="bank-calls"></div>`).appendTo(page.main);
		page.set_secondary_action(__("Refresh"), () => this.show(), { icon: "refresh" });
		page.add_inner_button(__("All Calls"), () => frappe.set_route("List", "Bank Campaign Call", "List"));
		this.body.on("click", "[data-call]", (event) => this.call(event.currentTarget.dataset.call));
		this.body.on("click", "[data-team]", (event) => {
			this.team = event.currentTarget.dataset.team === "1";
			this.show();
		});
		this.body.on("click", "[data-share]", () => this.share());
	}

	async show() {
		let found;
		try {
			found = await frappe.xcall(`${API}.my_calls`, { team: this.team ? 1 : 0 }, "GET");
		} catch {
			return this.body.html(`<div class="bank-state bank-state-error" role="alert">${__("The calls could not be loaded.")}</div>`);
		}
		this.found = found;
		this.draw();
	}

	draw() {
		const { calls, count, quiet } = this.found;
		const parts = PARTS.map(([part, title]) => this.part(title, calls.filter((one) => one.part === part))).join("");
		const more = count > calls.length ? `<p class="text-muted small mt-2">${__("{0} of {1} are shown.", [calls.length, count])}</p>` : "";
		const still = quiet
			? `<div class="alert alert-warning">${__("Quiet hours until {0}: nobody is called now.", [frappe.datetime.str_to_user(quiet).replace(/:\d\d$/, "")])}</div>`
			: "";
		const empty = calls.length ? "" : `<div class="bank-state text-muted">${__("There is nobody to call.")}</div>`;
		this.body.html(`<style>${STYLE}</style>${this.head(count)}${still}${empty}${parts}${more}`);
	}

	head(count) {
		if (!this.found.may_lead) return "";
		const button = (team, label) =>
			`<button class="btn btn-xs btn-default ${this.found.team === Boolean(team) ? "active" : ""}" data-team="${team}" aria-pressed="${this.found.team === Boolean(team)}">${label}</button>`;
		const share = this.found.team && count ? `<button class="btn btn-xs btn-default ml-2" data-share="1">${__("Give to Somebody Else")}</button>` : "";
		return `<div><div class="btn-group">${button(0, __("Mine"))}${button(1, __("My Team"))}</div>${share}</div>`;
	}

	part(title, calls) {
		if (!calls.length) return "";
		return `<h5>${title} <span class="text-muted">${calls.length}</span></h5><div class="bank-calls-list">${calls.map((one) => this.row(one)).join("")}</div>`;
	}

	row(one) {
		const f = bank_crm.format;
		const last = one.outcome ? `<span class="indicator-pill no-indicator-dot ${(one.colour || "gray").toLowerCase()}">${f.escape(one.outcome)}</span>` : "";
		const agreed = one.is_agreed ? `<span class="indicator-pill no-indicator-dot orange">${__("Agreed")}</span> ` : "";
		const who = this.found.team ? ` · ${one.caller ? f.escape(one.caller_name || one.caller) : __("Nobody Yet")}` : "";
		return `<div class="bank-call"><div class="bank-call-who"><b>${f.escape(one.customer_name)}</b> ${f.pill("tier", one.tier)}
			<div class="text-muted small">${f.escape(one.mobile || "")}</div></div>
			<div class="bank-call-what">${f.escape(one.campaign_name)}${who}<div class="text-muted small">${__("{0} calls made", [cint(one.attempts)])} ${last} ${f.escape(one.note || "")}</div></div>
			<div class="bank-call-when small text-muted">${agreed}${f.escape(frappe.datetime.str_to_user(one.due_at).replace(/:\d\d$/, ""))}</div>
			<button class="btn btn-sm btn-primary" data-call="${cint(one.name)}">${__("Call", null, "Bank Campaign Call")}</button></div>`;
	}

	async call(name) {
		const sheet = await frappe.xcall(`${API}.sheet`, { call: name }, "GET");
		open_sheet(sheet, (done) => this.finished(cint(name), done));
	}

	finished(name, done) {
		frappe.show_alert({
			message: done.opportunity
				? __("Filed; the opportunity {0} was opened.", [done.opportunity])
				: done.state === "Open"
					? __("Filed; next call {0}.", [frappe.datetime.str_to_user(done.due_at).replace(/:\d\d$/, "")])
					: __("Filed."),
			indicator: "green",
		});
		this.found.calls = this.found.calls.filter((one) => one.name !== name);
		this.found.count -= 1;
		done.state === "Open" ? this.show() : this.draw();
	}

	async share() {
		const callers = await frappe.xcall(`${API}.callers`, {}, "GET");
		const dialog = new frappe.ui.Dialog({
			title: __("Give to Somebody Else"),
			fields: [
				{ fieldname: "user", fieldtype: "Select", label: __("Caller"), reqd: 1, options: callers.map((one) => ({ value: one.user, label: `${one.full_name || one.user} · ${one.calls}` })) },
				{ fieldname: "calls", fieldtype: "MultiCheck", label: __("Calls"), columns: 2, options: this.found.calls.map((one) => ({ value: String(one.name), label: `${one.customer_name} · ${one.campaign_name}` })) },
			],
			primary_action_label: __("Give"),
			primary_action: async ({ user, calls }) => {
				if (!calls?.length) return frappe.show_alert({ message: __("Choose calls first."), indicator: "orange" });
				await frappe.xcall(`${API}.hand_over`, { calls, user });
				dialog.hide();
				this.show();
			},
		});
		dialog.show();
	}
}
