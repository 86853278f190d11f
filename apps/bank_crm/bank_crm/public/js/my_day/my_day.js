import { around } from "./around";
import { done_row, task_row } from "./rows";

const METHODS = "bank_crm.api.my_day";
const TASK = "Bank Care Task";

/** The page 【我的一天】; every answer of the server is drawn at once, a finished task stays where it was. */
export class MyDay {
	constructor(page) {
		this.page = page;
		this.team = false;
		this.tasks = {};
		this.body = $(`<div class="bank-day"></div>`).appendTo(page.main);
		this.parts = $(`<div class="bank-day bank-day-parts"></div>`).appendTo(page.main);
		this.menu();
		this.body.on("click", "[data-action]", (event) => this.act(event.currentTarget));
		this.parts.on("click", "[data-action]", () => this.show_around());
	}

	menu() {
		const { page } = this;
		page.set_secondary_action(__("Refresh"), () => this.show(), { icon: "refresh" });
		page.add_inner_button(__("Calendar"), () => frappe.set_route("List", TASK, "Calendar", "default"));
		page.add_inner_button(__("All Care Tasks"), () => frappe.set_route("List", TASK, "List"));
	}

	/** Two requests, side by side: the care tasks, and everything around them. */
	show() {
		return Promise.all([this.show_tasks(), this.show_around()]);
	}

	async show_around() {
		if (!this.parts.children().length) this.parts.html(skeleton());
		const team = this.team;
		let parts;
		try {
			parts = await frappe.xcall(`${METHODS}.around`, { team: team ? 1 : 0 }, "GET");
		} catch {
			this.parts.html(failure(__("The rest of your day could not be loaded.")));
			return;
		}
		if (team === this.team) this.parts.html(around(parts));
	}

	async show_tasks() {
		if (!this.day) this.body.html(skeleton());
		let day;
		try {
			day = await frappe.xcall(`${METHODS}.my_day`, { team: this.team ? 1 : 0 }, "GET");
		} catch {
			this.show_error();
			return;
		}
		this.draw(day);
	}

	show_error() {
		this.body.html(failure(__("Your tasks could not be loaded.")));
	}

	draw(day) {
		this.day = day;
		this.tasks = {};
		for (const part of [day.overdue, day.today, day.week, day.done]) {
			part.tasks.forEach((task) => (this.tasks[task.name] = task));
		}
		this.body.html(`${this.head()}
			${this.section("overdue", __("Overdue"), day.overdue)}
			${this.section("today", __("Today"), day.today)}
			${this.section("week", __("Coming Week"), day.week)}
			${this.section("done", __("Finished Today"), day.done)}`);
	}

	head() {
		const { day } = this;
		const figures = [
			["overdue", __("Overdue"), day.overdue.count],
			["today", __("Today"), day.today.count],
			["week", __("Coming Week"), day.week.count],
			["done", __("Finished Today"), day.done.count],
		];
		const date = new Intl.DateTimeFormat(frappe.boot.lang || "en", { dateStyle: "full" }).format(
			frappe.datetime.str_to_obj(day.day)
		);
		const team = day.may_lead
			? `<div class="btn-group bank-day-team" role="group" aria-label="${__("Whose tasks")}">
				${team_button("mine", __("Mine"), !day.team)}${team_button("team", __("My Team"), day.team)}</div>`
			: "";
		return `<div class="bank-day-head"><div class="bank-day-date">${bank_crm.format.escape(date)}</div>${team}</div>
		<dl class="bank-day-figures">${figures
			.map(([kind, label, count]) => `<div class="bank-day-${kind} ${count ? "" : "bank-none"}">
				<dt>${label}</dt><dd data-count="${kind}">${cint(count)}</dd></div>`)
			.join("")}</dl>`;
	}

	section(kind, title, part) {
		if (!part.count && kind !== "today") return "";
		const more =
			part.count > part.tasks.length
				? `<div class="text-muted small">${__("{0} of {1} are shown.", [part.tasks.length, part.count])}</div>`
				: "";
		const list =
			kind === "overdue"
				? `<a href="#" class="bank-all" data-action="overdue">${__("Overdue List")}</a>`
				: "";
		const rows = part.tasks.map((task) =>
			kind === "done" ? done_row(task, this.day) : task_row(task, this.day)
		);
		const content = rows.length
			? `<ul class="bank-day-tasks">${rows.join("")}</ul>`
			: `<div class="bank-state text-muted">${__("Nothing is due today.")}</div>`;
		return `<section class="bank-section full bank-day-${kind}"><header><h4>${title}
			<span class="text-muted" data-count="${kind}">${cint(part.count)}</span></h4>${list}</header>${content}${more}</section>`;
	}

	async act(element) {
		const { action, name, value } = element.dataset;
		if (element.tagName === "A") event?.preventDefault();
		if (action === "again") return this.show();
		if (action === "mine" || action === "team") {
			this.team = action === "team";
			return this.show();
		}
		if (action === "overdue") return this.open_overdue();
		if (action === "customer") return frappe.set_route("Form", "Bank Customer", value);
		if (action === "task") return frappe.set_route("Form", TASK, name);
		return this.change(element, name, action, value);
	}

	open_overdue() {
		const filters = { status: "Open", due_on: ["<", this.day.day] };
		if (!this.day.team) filters.assigned_to = frappe.session.user;
		frappe.set_route("List", TASK, "List", filters);
	}

	/** Done, skip, response, undo and the gift's steps: one request, then the row as it is now. */
	async change(element, name, action, value) {
		const task = this.tasks[name];
		const row = $(element).closest("li");
		row.find("button").prop("disabled", true);
		try {
			if (action === "gift") {
				task.gift_status = await frappe.xcall(`${METHODS}.gift_step`, { task: name, step: value });
			} else {
				await this.finish(task, action, value);
			}
		} finally {
			row.replaceWith(task.status === "Open" ? task_row(task, this.day) : done_row(task, this.day));
		}
	}

	async finish(task, action, value) {
		const before = task.status;
		const args = { task: task.name, status: task.status };
		if (action === "response") args.response = value;
		else if (action === "channel") args.channel = value;
		else args.status = { done: "Done", skip: "Skipped", undo: "Open" }[action];
		task.status = await frappe.xcall(`${METHODS}.finish`, args);
		task.response = action === "undo" ? "" : args.response || task.response;
		task.channel = action === "undo" ? "" : args.channel || task.channel;
		if (before !== task.status) this.count(task, task.status === "Open" ? 1 : -1);
	}

	count(task, step) {
		const kind = task.due_on < this.day.day ? "overdue" : task.due_on === this.day.day ? "today" : "week";
		for (const [name, change] of [
			[kind, step],
			["done", -step],
		]) {
			this.day[name].count += change;
			this.body.find(`[data-count="${name}"]`).text(this.day[name].count);
		}
	}
}

function team_button(action, label, active) {
	return `<button class="btn btn-xs btn-default ${active ? "active" : ""}" data-action="${action}"
		aria-pressed="${active}">${label}</button>`;
}

function failure(sentence) {
	return `<div class="bank-state bank-state-error" role="alert"><div>${sentence}</div>
		<button class="btn btn-default btn-sm" data-action="again">${__("Try Again")}</button></div>`;
}

function skeleton() {
	return `<div aria-busy="true" aria-label="${__("Loading...")}">
		<div class="bank-section full bank-skeleton"></div></div>`;
}
