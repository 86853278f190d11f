"""Work handed to the background from many requests at the same moment."""

from unittest.mock import Mock, patch

import frappe
from rq.exceptions import InvalidJobOperation
from rq.job import JobStatus

from bank_crm import jobs
from bank_crm.tests import BankCRMTestCase

GET_JOB = "frappe.utils.background_jobs.get_job"


class TestJobs(BankCRMTestCase):
	def over(self) -> Mock:
		"""What is left of a job that is over, gone by the time it is to be removed: another request was first."""
		job = Mock()
		job.get_status.return_value = JobStatus.FINISHED
		job.delete.side_effect = InvalidJobOperation("Failed to retrieve status for job")
		return job

	def test_SUR_01_a_job_another_request_has_just_removed_costs_nobody_a_request(self) -> None:
		with (
			patch(GET_JOB, side_effect=[self.over(), None]),
			patch.object(frappe.local.db, "after_commit") as after_commit,
		):
			jobs.enqueue_once("frappe.ping", "test", minutes=1)
		self.assertEqual(after_commit.add.call_count, 1)

	def test_an_error_that_stays_is_told(self) -> None:
		with patch(GET_JOB, return_value=self.over()), self.assertRaises(InvalidJobOperation):
			jobs.enqueue_once("frappe.ping", "test", minutes=1)
