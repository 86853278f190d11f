const TASK = "Bank Care Task";
const RESPONSES = ["Delighted", "Thankful", "Neutral", "Not Reached", "Declined"];
const CHANNELS = ["Phone", "WeChat", "SMS", "Branch"];
const OCCASION_COLOURS = {
	Birthday: "pink",
	"Account Anniversary": "purple",
	Festival: "orange",
	"Important Date": "pink",
	Maturity: "blue",
	"Service Cycle": "cyan",
	"Customer Review": "cyan",
	"Life Event": "purple",
	Other: "gray",
};
const GIFT_COLOURS = { "Waiting for Stock": "orange", Reserved: "blue", Shipped: "blue", Delivered: "green", Returned: "gray" };
const DELIVERY_COLOURS = { Sent: "green", "To Send": "blue", Sending: "blue" };
// state of the gift → the next steps and their words
const GIFT_STEPS = {
	Reserved: [
		["ship", "Ship"],
		["deliver", "Handed Over"],
	],
	Shipped: [
		["deliver", "Handed Over"],
		["return", "Came Back"],
	],
};

/** An open task with its two buttons. */
export function task_row(task, day) {
	const f = bank_crm.format;
	return `<li class="bank-day-task ${task.days_late ? "late" : ""}" data-task="${cint(task.name)}">
		${pill(task.occasion, OCCASION_COLOURS[task.occasion] || "gray")}
		<div class="bank-day-who">
			<a href="${frappe.utils.get_form_link("Bank Customer", task.customer)}">${f.escape(task.customer_name)}</a>
			${f.pill("tier", task.tier)}<span class="text-muted bank-minor">${f.escape(task.mobile)}</span>
		</div>
		<div class="bank-day-what">
			<button class="btn-reset bank-day-open" data-action="task" data-name="${cint(task.name)}"
				title="${__("Open the task")}">${f.escape(subject(task))}</button>
			<div class="bank-day-notes">${notes(task, day)}</div>
		</div>
		<div class="bank-day-when ${task.days_late ? "bank-out" : ""}">${when(task, day)}</div>
		<div class="bank-day-actions">
			${button("done", __("Mark Done"), task, "btn-primary")}
			${button("skip", __("Skip"), task, "btn-default")}
		</div></li>`;
}

/** A finished one: what the customer said can be added with one click, a slip undone. */
export function done_row(task) {
	const f = bank_crm.format;
	const done = task.status === "Done";
	const chips = done
		? `<div class="bank-day-chips" role="group" aria-label="${__("Response of the Customer")}">
			${RESPONSES.map((word) => chip("response", word, task, task.response)).join("")}</div>
		<div class="bank-day-chips bank-minor" role="group" aria-label="${__("Channel")}">
			${CHANNELS.map((word) => chip("channel", word, task, task.channel || "Phone")).join("")}</div>`
		: "";
	return `<li class="bank-day-task finished" data-task="${cint(task.name)}">
		<span class="indicator-pill no-indicator-dot ${done ? "green" : "gray"}"><span>${__(task.status, null, TASK)}</span></span>
		<div class="bank-day-who"><a href="${frappe.utils.get_form_link("Bank Customer", task.customer)}">${f.escape(task.customer_name)}</a>
			<span class="text-muted">${f.escape(subject(task))}</span></div>
		<div class="bank-day-answer">${chips}</div>
		<div class="bank-day-actions">${button("undo", __("Undo"), task, "btn-link")}</div></li>`;
}

/** A shipped word is translated, the bank's own text stays as it is. */
function subject(task) {
	return __(task.subject, null, TASK);
}

function notes(task, day) {
	const f = bank_crm.format;
	const found = [];
	if (day.team) found.push(`<span class="text-muted">${f.escape(task.responsible || __("Nobody"))}</span>`);
	if (task.occasion_on && task.occasion_on !== task.due_on) {
		found.push(`<span class="text-muted">${__("Occasion On")} ${f.escape(f.day(task.occasion_on))}</span>`);
	}
	if (task.delivery_status) {
		found.push(pill(task.delivery_status, DELIVERY_COLOURS[task.delivery_status] || "orange"));
	}
	if (task.gift) {
		found.push(`<span>${f.escape(task.gift)}</span>${pill(task.gift_status, GIFT_COLOURS[task.gift_status])}`);
		for (const [step, label] of GIFT_STEPS[task.gift_status] || []) {
			found.push(`<button class="btn btn-xs btn-default" data-action="gift" data-name="${cint(task.name)}"
				data-value="${step}">${__(label, null, TASK)}</button>`);
		}
	}
	return found.join("");
}

function when(task, day) {
	if (task.days_late === 1) return __("1 day late");
	if (task.days_late) return __("{0} days late", [task.days_late]);
	if (task.due_on === day.day) return __("Today");
	return bank_crm.format.escape(
		new Intl.DateTimeFormat(frappe.boot.lang || "en", { month: "short", day: "numeric", weekday: "short" }).format(
			frappe.datetime.str_to_obj(task.due_on)
		)
	);
}

function pill(word, colour) {
	if (!word) return "";
	return `<span class="indicator-pill no-indicator-dot ${colour || "gray"}"><span>${bank_crm.format.escape(
		__(word, null, TASK)
	)}</span></span>`;
}

function button(action, label, task, kind) {
	const who = bank_crm.format.escape(task.customer_name);
	return `<button class="btn btn-xs ${kind}" data-action="${action}" data-name="${cint(task.name)}"
		aria-label="${label}: ${who}">${label}</button>`;
}

function chip(action, word, task, chosen) {
	return `<button class="bank-chip ${word === chosen ? "chosen" : ""}" data-action="${action}" data-value="${word}"
		data-name="${cint(task.name)}" aria-pressed="${word === chosen}">${__(word, null, TASK)}</button>`;
}
