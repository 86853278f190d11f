// Words of operators, measures and windows as a person reads them.

/** Operators of a kind as the editor offers them: "in" and "=" are one question to a person. */
export function operator_choices(field, within_fact = false) {
	const allowed = new Set(field.operators);
	const exact = field.kind === "choice" || field.kind === "link";
	const words = exact ? EXACT() : field.kind === "date" ? DATES() : field.kind === "text" ? TEXTS() : NUMBERS();
	return words.filter(([operator]) => allowed.has(operator) && !(within_fact && operator === "is not set" && exact));
}

const EXACT = () => [
	["in", __("is one of")],
	["not in", __("is none of")],
	["is set", __("is filled in")],
	["is not set", __("is empty")],
];

const NUMBERS = () => [
	[">=", __("at least")],
	["<=", __("at most")],
	["between", __("between")],
	[">", __("more than")],
	["<", __("less than")],
	["=", __("exactly")],
	["!=", __("other than")],
	["is set", __("is filled in")],
	["is not set", __("is empty")],
];

const DATES = () => [
	[">=", __("on or after")],
	["<=", __("on or before")],
	["between", __("between")],
	["=", __("on the day")],
	["!=", __("not on the day")],
	["is set", __("is filled in")],
	["is not set", __("is empty")],
];

const TEXTS = () => [
	["like", __("contains")],
	["=", __("exactly")],
	["!=", __("other than")],
	["is set", __("is filled in")],
	["is not set", __("is empty")],
];

/** Measures of a fact; "exists" is asked two ways. */
export function measure_choices(info) {
	const words = {
		count: __("number of records"),
		sum: __("sum of"),
		avg: __("average of"),
		min: __("smallest"),
		max: __("largest"),
		last: __("days since the last one"),
	};
	const rest = info.measures.filter((measure) => words[measure]).map((measure) => [measure, words[measure]]);
	return [["exists", __("has")], ["lacks", __("has none")], ...rest];
}

export const AMOUNT_MEASURES = ["sum", "avg", "min", "max"];

/** What a measure's figure is compared by. */
export const figure_choices = () => NUMBERS().slice(0, 7);

/** Windows in days; "" is all the time, "other" any number. */
export function window_choices(days) {
	const usual = [7, 30, 90, 180, 365].map((n) => [String(n), __("within {0} days", [n])]);
	const other = [7, 30, 90, 180, 365, null].includes(days) ? [] : [[String(days), __("within {0} days", [days])]];
	return [["", __("at any time")], ...usual, ...other, ["other", __("within other days …")]];
}
