"""Reviewed means served: policies for a cluster that admit the workloads of a review and nothing else.

The manifests that were reviewed become shapes (`shape`); what a cluster is given has to have one of them. Gatekeeper
(`gatekeeper`) and a ValidatingAdmissionPolicy (`cel`) compare the same parts in the same order.
"""
