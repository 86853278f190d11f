import { crossing_table, figures, question_card, text_rows, words } from "./draw";

const METHODS = "bank_crm.api.surveys";
const SCALES = ["NPS", "CSAT", "CES", "Scale"];
const CROSSABLE = [...SCALES, "Single Choice", "Multiple Choice"];

/** The page of a survey's results. The answer to an older question never overwrites that to a newer one. */
export class SurveyResults {
	constructor(page) {
		this.page = page;
		this.latest = 0;
		this.body = $(`<div class="bank-survey-results">
			<div class="bank-survey-figures"></div><div class="bank-survey-questions"></div>
			<section class="bank-survey-crossing"></section><section class="bank-survey-texts"></section></div>`).appendTo(page.main);
		this.fields = this.add_fields();
		page.set_secondary_action(__("Refresh"), () => this.load(), { icon: "refresh" });
		this.body.on("click", "[data-action=more-texts]", () => this.texts(this.texts_shown));
		this.body.on("change", "[data-cross]", () => this.cross());
		this.body.on("submit", "[data-search]", (event) => {
			event.preventDefault();
			this.texts(0);
		});
	}

	add_fields() {
		const changed = () => !this.filling && this.load();
		return {
			survey: this.page.add_field({
				fieldname: "survey",
				fieldtype: "Link",
				options: "Bank Survey",
				label: __("Survey"),
				change: () => !this.filling && this.open(this.fields.survey.get_value()),
			}),
			from_date: this.page.add_field({ fieldname: "from_date", fieldtype: "Date", label: __("From"), change: changed }),
			to_date: this.page.add_field({ fieldname: "to_date", fieldtype: "Date", label: __("To"), change: changed }),
			round_name: this.page.add_field({
				fieldname: "round_name",
				fieldtype: "Select",
				label: __("Round"),
				options: [{ value: "", label: __("All Rounds") }],
				change: changed,
			}),
		};
	}

	show(survey, round) {
		if (survey && survey !== this.survey) this.open(survey, round);
		else if (!this.survey) this.open_last();
	}

	/** Without a survey in the address: the one published last, if there is any. */
	async open_last() {
		const args = { filters: { current_version: ["is", "set"] }, order_by: "modified desc", limit: 1 };
		const [last] = await frappe.db.get_list("Bank Survey", args);
		if (this.survey) return; // somebody has chosen one meanwhile
		if (last) return this.open(last.name);
		this.body.find(".bank-survey-questions").html(`<div class="bank-state text-muted">${__("Choose a survey.")}</div>`);
	}

	async open(survey, round) {
		if (!survey || survey === this.survey) return;
		this.survey = survey;
		this.options = await frappe.xcall(`${METHODS}.result_options`, { survey }, "GET");
		this.filling = true;
		await this.fields.survey.set_value(survey);
		const rounds = this.options.rounds.map((one) => ({
			value: one.name,
			label: `${frappe.datetime.str_to_user(one.period_key)} · ${__(one.state, null, "Bank Survey Round")}`,
		}));
		this.fields.round_name.df.options = [{ value: "", label: __("All Rounds") }, ...rounds];
		this.fields.round_name.refresh();
		await this.fields.round_name.set_value(round || "");
		this.filling = false;
		this.page.set_title(this.options.title);
		this.load();
	}

	chosen() {
		const values = { survey: this.survey };
		for (const name of ["from_date", "to_date", "round_name"]) values[name] = this.fields[name].get_value() || "";
		return values;
	}

	async load() {
		if (!this.survey) return;
		const turn = ++this.latest;
		this.body.attr("aria-busy", "true");
		try {
			const found = await frappe.xcall(`${METHODS}.result_overview`, this.chosen(), "GET");
			if (turn !== this.latest) return;
			this.draw(found);
		} finally {
			if (turn === this.latest) this.body.removeAttr("aria-busy");
		}
	}

	draw(found) {
		this.found = found;
		this.body.find(".bank-survey-figures").html(figures(found));
		const place = this.body.find(".bank-survey-questions").empty();
		if (found.hidden) {
			place.html(`<div class="bank-state text-muted">${words.too_few(found.smallest)}</div>`);
		} else if (!found.responses) {
			place.html(`<div class="bank-state text-muted">${__("Nobody has answered yet.")}</div>`);
		}
		this.trends = [];
		for (const question of found.questions) {
			place.append(question_card(question, found.responses));
			if (found.responses && SCALES.includes(question.kind)) this.trend(question);
		}
		const useful = found.responses && !found.hidden;
		this.body.find(".bank-survey-crossing, .bank-survey-texts").toggle(Boolean(useful));
		if (!useful) return;
		this.draw_crossing();
		this.draw_texts();
	}

	async trend(question) {
		const turn = this.latest;
		const points = await frappe.xcall(`${METHODS}.result_trend`, { ...this.chosen(), key: question.key }, "GET");
		const place = this.body.find(`[data-question="${question.key}"] .bank-survey-trend`);
		if (turn !== this.latest || points.length < 2) return;
		place.before(`<h5>${__("Over Time")}</h5>`);
		this.trends.push(
			new frappe.Chart(place[0], {
				type: "line",
				height: 180,
				colors: ["#1f6feb"],
				axisOptions: { xIsSeries: 1, xAxisMode: "tick" },
				lineOptions: { dotSize: 5, hideDots: 0, regionFill: 0 },
				tooltipOptions: { formatTooltipY: (value) => (value === null ? "–" : String(value)) },
				data: {
					labels: points.map((point) => point.month),
					datasets: [{ name: words.score(question.kind), values: points.map((point) => point.value) }],
				},
			})
		);
	}

	draw_crossing() {
		const questions = this.found.questions.filter((one) => CROSSABLE.includes(one.kind));
		const place = this.body.find(".bank-survey-crossing");
		if (!questions.length) {
			place.hide();
			return;
		}
		const escape = frappe.utils.escape_html;
		const option = (value, label) => `<option value="${escape(value)}">${escape(label)}</option>`;
		const asked = questions.map((one) => option(one.key, one.label)).join("");
		const by = [...this.options.attributes.map((one) => option(one.name, one.label)), asked].join("");
		place.html(`<h4>${__("Cross-tab")}</h4>
			<div class="bank-survey-choose"><label>${__("Question")}<select class="form-control" data-cross="key">${asked}</select></label>
			<label>${__("By")}<select class="form-control" data-cross="by">${by}</select></label></div>
			<div class="bank-survey-table" aria-live="polite"></div>`);
		// a question crossed with itself says nothing
		const against = place.find("[data-cross=by]");
		if (against.val() === questions[0].key && against.find("option").length > 1) against.prop("selectedIndex", 1);
		this.cross();
	}

	async cross() {
		const place = this.body.find(".bank-survey-crossing");
		const [key, by] = ["key", "by"].map((name) => place.find(`[data-cross=${name}]`).val());
		const turn = this.latest;
		if (!key || !by) return;
		const found = await frappe.xcall(`${METHODS}.result_crossing`, { ...this.chosen(), key, by }, "GET");
		const still = place.find("[data-cross=key]").val() === key && place.find("[data-cross=by]").val() === by;
		if (turn === this.latest && still) place.find(".bank-survey-table").html(crossing_table(found, by));
	}

	draw_texts() {
		this.body.find(".bank-survey-texts").html(`<h4>${__("What They Wrote")}</h4>
			<form data-search class="bank-survey-choose"><input class="form-control" type="search" name="search"
			placeholder="${__("Search in the texts")}" aria-label="${__("Search in the texts")}">
			<button class="btn btn-default" type="submit">${__("Search")}</button></form>
			<ul class="bank-survey-list" aria-live="polite"></ul>`);
		this.texts(0);
	}

	async texts(start) {
		const place = this.body.find(".bank-survey-texts");
		const search = place.find("[name=search]").val() || "";
		const turn = (this.texts_turn = (this.texts_turn || 0) + 1);
		const rows = await frappe.xcall(`${METHODS}.result_texts`, { ...this.chosen(), search, start }, "GET");
		if (turn !== this.texts_turn) return;
		const list = place.find(".bank-survey-list");
		if (!start) list.empty();
		list.find("[data-action=more-texts]").closest("li").remove();
		const labels = Object.fromEntries(this.found.questions.map((one) => [one.key, one.label]));
		list.append(text_rows(rows, labels, start));
		this.texts_shown = start + rows.length;
	}
}
