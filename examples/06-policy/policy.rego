# The same rule for OPA or conftest. The plan has the shape of a Terraform plan, so rules over
# `resource_changes` that were written for Terraform read it as well.
package main

import rego.v1

deny contains message if {
	some resource in input.resource_changes
	after := resource.change.after
	after != null
	# A sensitive role is null, and null is less than every number.
	is_number(after.role_id)
	after.role_id <= 2
	object.get(after, "department", "") != "Board"
	message := sprintf("%s (%s:%d): role for the Board only", [resource.address, resource.source.file, resource.source.line])
}
