import { can_scan, Scanner } from "./scanner";

const METHODS = "bank_crm.api.events";
const SEAT = "Bank Event Registration";
const COLOURS = { Invited: "gray", Registered: "blue", Waiting: "orange", "Checked In": "green" };
const esc = (text) => frappe.utils.escape_html(String(text ?? ""));

/** One event's door: how many are here, a code to scan or type, the guests to pick from. */
export class EventDoor {
	constructor(page) {
		this.page = page;
		this.body = $(`<div class="bank-door"></div>`).appendTo(page.main);
		page.set_secondary_action(__("Refresh"), () => this.show(), { icon: "refresh" });
		this.body.on("submit", "form", (event) => {
			event.preventDefault();
			this.check_in_code(this.body.find("[name=code]").val());
		});
		this.body.on("click", "[data-seat]", (event) => this.pick(event.currentTarget));
		this.body.on("click", "[data-event]", (event) => frappe.set_route("bank-event-check-in", event.currentTarget.dataset.event));
		this.body.on("click", "[data-scan]", () => this.scan());
		this.body.on("input", "[name=words]", frappe.utils.debounce(() => this.list(), 300));
	}

	async show() {
		this.leave();
		const chosen = frappe.get_route()[1];
		if (chosen) return this.open(chosen);
		const events = await frappe.xcall(`${METHODS}.at_the_door`, {}, "GET");
		if (events.length === 1) return this.open(events[0].name);
		const rows = events.map(
			(event) => `<button class="bank-door-event" data-event="${esc(event.name)}"><b>${esc(event.event_name)}</b>
				<small>${esc(moment_of(event.starts_at))} · ${esc(event.venue)}</small></button>`
		);
		this.body.html(rows.join("") || `<p class="bank-door-nothing">${__("No event whose guests you receive begins in these hours.")}</p>`);
	}

	/** Leaving the page lets go of the camera. */
	leave() {
		this.scanner?.stop();
		this.scanner = null;
	}

	async open(event) {
		this.event = event;
		const found = await frappe.xcall(`${METHODS}.guests`, { event }, "GET");
		this.body.html(`<div class="bank-door-head"><h3>${esc(found.event.event_name)}</h3>
			<div class="text-muted">${esc(moment_of(found.event.starts_at))} · ${esc(found.event.venue)}</div>
			<div class="bank-door-count"></div></div>
			<div class="bank-door-video" hidden><video playsinline muted></video></div>
			<form><input class="form-control" name="code" autocomplete="off" autocapitalize="characters" placeholder="${__("Entry Code")}" aria-label="${__("Entry Code")}">
			<button class="btn btn-primary">${__("Check In")}</button></form>
			${can_scan() ? `<button class="btn btn-default bank-door-scan" data-scan>${__("Scan the Code")}</button>` : ""}
			<div class="bank-door-told" role="status"></div>
			<input class="form-control bank-door-words" name="words" type="search" placeholder="${__("Find by name or the last signs of the code")}" aria-label="${__("Find by name or the last signs of the code")}">
			<div class="bank-door-guests"></div>`);
		this.draw(found);
	}

	draw({ event, guests }) {
		this.body.find(".bank-door-count").html(
			`<b>${cint(event.checked_in)}</b> / ${cint(event.checked_in) + cint(event.registered)} ${__("checked in")} · ${__("{0} waiting", [cint(event.waiting)])}`
		);
		const rows = guests.map((guest) => {
			const here = guest.state === "Checked In";
			const code = guest.code_end ? `<small class="text-muted">…${esc(guest.code_end)}</small>` : "";
			return `<div class="bank-door-guest"><span>${esc(guest.customer_name)} ${code}</span>
				<span class="indicator-pill no-indicator-dot ${COLOURS[guest.state]}">${esc(__(guest.state, null, SEAT))}</span>
				${here ? `<small class="text-muted">${esc(clock(guest.checked_in_at))}</small>` : `<button class="btn btn-default btn-sm" data-seat="${esc(guest.name)}" data-state="${esc(guest.state)}">${__("Check In")}</button>`}</div>`;
		});
		this.body.find(".bank-door-guests").html(rows.join("") || `<p class="bank-door-nothing">${__("No guest is found.")}</p>`);
	}

	async list() {
		const words = this.body.find("[name=words]").val();
		const event = this.event;
		const found = await frappe.xcall(`${METHODS}.guests`, { event, words }, "GET");
		if (event === this.event && words === this.body.find("[name=words]").val()) this.draw(found);
	}

	async scan() {
		const box = this.body.find(".bank-door-video");
		if (this.scanner) {
			this.leave();
			return box.attr("hidden", true);
		}
		box.attr("hidden", false);
		this.scanner = new Scanner(box.find("video")[0], (code) => {
			this.leave();
			box.attr("hidden", true);
			this.check_in_code(code);
		});
		try {
			await this.scanner.start();
		} catch {
			this.leave();
			box.attr("hidden", true);
			this.tell(__("The camera cannot be used; please type the code."), "red");
		}
	}

	async check_in_code(code) {
		if (!code?.trim()) return;
		await this.check_in("check_in_code", { event: this.event, code });
		this.body.find("[name=code]").val("").trigger("focus");
	}

	pick(button) {
		const { seat, state } = button.dataset;
		const go = () => this.check_in("check_in", { event_registration: seat });
		if (state === "Registered") return go();
		frappe.confirm(__("This guest has no seat yet. Let him or her in?"), go);
	}

	async check_in(method, values) {
		let done;
		try {
			done = await frappe.xcall(`${METHODS}.${method}`, values);
		} catch {
			this.tell(__("Not checked in."), "red");
			return; // the server has said why
		}
		this.tell(
			done.new ? __("Welcome, {0}!", [done.customer_name]) : __("{0} was checked in already, at {1}.", [done.customer_name, clock(done.checked_in_at)]),
			done.new ? "green" : "orange"
		);
		this.list();
	}

	tell(text, colour) {
		this.body.find(".bank-door-told").attr("data-colour", colour).text(text);
	}
}

function moment_of(value) {
	return frappe.datetime.str_to_user(value).replace(/:\d\d$/, "");
}

function clock(value) {
	return value ? value.slice(11, 16) : "";
}
