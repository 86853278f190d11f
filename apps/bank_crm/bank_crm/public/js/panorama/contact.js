import { icon } from "./icons";

const API = "bank_crm.api.customer_contact.";
const INTERACTION = "Bank Interaction";
const CHANNELS = ["Call", "Visit", "SMS", "Email", "Chat", "WeChat", "Branch", "App"];
const OUTCOMES = ["Reached", "Not Reached", "Interested", "Not Interested", "Done", "Other"];
const STAGES = ["Prospect", "New", "Active", "Growing", "At Risk", "Churned", "Won Back"];

/** The small sheet for a contact: opened by its channel, filed by its outcome, all else optional. */
export class ContactSheet {
	constructor(page) {
		this.page = page;
	}

	/** @param existing a call already filed by the screen pop, to be completed */
	open(channel, existing = null) {
		this.close();
		const words = (list, name, on) =>
			list
				.map((word) => `<button type="button" class="bank-chip${word === on ? " on" : ""}" data-${name}="${word}"
					aria-pressed="${word === on}">${__(word, null, INTERACTION)}</button>`)
				.join("");
		const days = [
			[1, __("Tomorrow")],
			[3, __("In 3 Days")],
			[7, __("In a Week")],
			[30, __("In a Month")],
		];
		this.sheet = $(`<form class="bank-sheet" aria-label="${__("Log Contact")}">
			<div class="bank-chips" role="group" aria-label="${__("Channel")}">${words(CHANNELS, "channel", channel)}</div>
			<textarea class="form-control" name="content" rows="2" maxlength="10000" placeholder="${__("What was it about? (optional)")}"></textarea>
			<div class="bank-sheet-next">
				<input class="form-control" name="next_step" maxlength="140" placeholder="${__("Next step (optional)")}">
				<input class="form-control" type="date" name="next_date" min="${frappe.datetime.get_today()}" aria-label="${__("Next Date")}">
				${days.map(([count, label]) => `<button type="button" class="bank-chip" data-days="${count}">${label}</button>`).join("")}
			</div>
			<div class="bank-chips bank-outcomes" role="group" aria-label="${__("Outcome")}">
				<span class="text-muted">${__("Save as")}</span>${words(OUTCOMES, "outcome")}
				<button type="button" class="btn btn-xs btn-link" data-cancel>${__("Cancel")}</button>
			</div></form>`);
		this.channel = channel;
		this.existing = existing;
		this.page.root.find(".bank-sheet-place").html(this.sheet);
		this.bind();
		this.sheet.find("textarea").trigger("focus");
	}

	bind() {
		const { sheet } = this;
		sheet.on("submit", (event) => event.preventDefault());
		sheet.on("click", "[data-channel]", (event) => {
			this.channel = event.currentTarget.dataset.channel;
			sheet.find("[data-channel]").removeClass("on").attr("aria-pressed", "false");
			$(event.currentTarget).addClass("on").attr("aria-pressed", "true");
		});
		sheet.on("click", "[data-days]", (event) => {
			const day = frappe.datetime.add_days(frappe.datetime.get_today(), cint(event.currentTarget.dataset.days));
			sheet.find("[name=next_date]").val(day);
		});
		sheet.on("click", "[data-outcome]", (event) => this.save(event.currentTarget.dataset.outcome));
		sheet.on("click", "[data-cancel]", () => this.close());
		sheet.on("keydown", (event) => {
			if (event.key === "Escape") this.close();
		});
	}

	async save(outcome) {
		if (this.saving) return;
		this.saving = true;
		const value = (name) => this.sheet.find(`[name=${name}]`).val() || null;
		try {
			await frappe.xcall(`${API}log_interaction`, {
				customer: this.page.doc.name,
				channel: this.channel,
				outcome,
				content: value("content"),
				next_step: value("next_step"),
				next_date: value("next_date"),
				...(this.existing ? { interaction: this.existing, direction: "Inbound" } : {}),
			});
		} catch {
			return; // the framework has shown why; what was typed stays in the sheet
		} finally {
			this.saving = false;
		}
		this.close();
		frappe.show_alert({ message: __("Contact saved."), indicator: "green" });
		await this.page.reload();
	}

	close() {
		this.sheet?.remove();
		this.sheet = null;
	}
}

/** One field and Enter; the list below offers what to do with each need. */
export function needs_panel(needs, page) {
	const f = bank_crm.format;
	const field = page.may.note_need
		? `<input class="form-control bank-need-field" maxlength="200" placeholder="${__("New need, then Enter")}"
			aria-label="${__("New need, then Enter")}">`
		: "";
	const rows = needs.map((need) => {
		const settle =
			need.status === "Open" && page.may.change
				? `<button type="button" class="bank-tick" data-need="${f.escape(need.name)}" title="${__("Met")}">${icon("check")}</button>`
				: "";
		const status = need.status === "Open" ? "" : ` · ${__(need.status, null, "Bank Customer Need")}`;
		return `<li class="${need.status === "Open" ? "" : "bank-done"}"><span class="bank-grow">${f.escape(need.need)}</span>
			<small class="text-muted">${f.escape(f.day(need.need_on))}${f.escape(status)}</small>${settle}</li>`;
	});
	return `${field}<ul class="bank-rows">${rows.join("")}</ul>`;
}

export function bind_needs(root, page) {
	root.find(".bank-need-field").on("keydown", async (event) => {
		if (event.key !== "Enter" || event.isComposing || event.originalEvent?.isComposing) return;
		event.preventDefault();
		const field = $(event.currentTarget);
		const need = field.val().trim();
		if (!need || field.prop("disabled")) return;
		field.prop("disabled", true);
		try {
			await frappe.xcall(`${API}note_need`, { customer: page.doc.name, need });
		} catch {
			field.prop("disabled", false);
			return; // the framework has shown why; the text stays in the field
		}
		await page.reload();
		page.root.find(".bank-need-field").trigger("focus");
	});
	root.find("[data-need]").on("click", async (event) => {
		await frappe.xcall(`${API}settle_need`, { need: event.currentTarget.dataset.need, status: "Met" });
		await page.reload();
	});
}

export function steps_panel(steps) {
	const f = bank_crm.format;
	const today = frappe.datetime.get_today();
	const rows = steps.map(
		(step) => `<li><button type="button" class="bank-tick" data-step="${f.escape(step.name)}" title="${__("Done", null, INTERACTION)}">${icon("check")}</button>
			<span class="bank-grow">${f.escape(step.description)}</span>
			<small class="${step.date && step.date < today ? "bank-owed" : "text-muted"}">${f.escape(f.day(step.date))}</small></li>`
	);
	return `<ul class="bank-rows">${rows.join("")}</ul>`;
}

export function bind_steps(root, page) {
	root.find("[data-step]").on("click", async (event) => {
		await frappe.xcall(`${API}finish_step`, { step: event.currentTarget.dataset.step });
		await page.reload();
	});
}

/** Another stage by hand; offered to who may change the customer. */
export function ask_stage(page) {
	const fields = [
		{
			fieldname: "stage",
			fieldtype: "Select",
			label: __("Relationship Stage"),
			options: STAGES.map((value) => ({ value, label: __(value, null, "Bank Customer") })),
			default: page.doc.relationship_stage,
			reqd: 1,
		},
		{ fieldname: "reason", fieldtype: "Data", label: __("Reason") },
	];
	frappe.prompt(
		fields,
		async (values) => {
			await frappe.xcall(`${API}set_stage`, { customer: page.doc.name, ...values });
			await page.reload_document();
		},
		__("Change Stage"),
		__("Save")
	);
}
