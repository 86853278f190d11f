// The page of a survey's results.
import { SurveyResults } from "./survey_results/page";

frappe.provide("bank_crm");
bank_crm.SurveyResults = SurveyResults;
