// The audience on a segment's form: conditions, a combination of segments, or customers chosen by hand.
import { audience } from "./segment_form/audience";

frappe.provide("bank_crm");
bank_crm.segment_audience = audience;
