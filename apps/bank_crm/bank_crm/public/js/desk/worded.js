//: Sentences that are the app's own words where a rule wrote them: a task, and the contact it ends in, carry the English
//: name of the rule or step they come from.
const WORDED = { "Bank Care Task": "subject", "Bank Interaction": "subject" };

/** Whether a field's text is read in the user's language where the app knows it. */
export function is_worded(df) {
	return Boolean(df?.fieldname) && WORDED[df.parent] === df.fieldname;
}
